/** What the operator chose: command line, environment, configuration file; and the data folder. */
@NullMarked
package coffer.node.config;

import org.jspecify.annotations.NullMarked;
