@NullMarked
package coffer.node.config;

import org.jspecify.annotations.NullMarked;
