/** Who keeps which log: voters and listeners, as nodes come, fall silent and leave. */
@NullMarked
package coffer.node.topology;

import org.jspecify.annotations.NullMarked;
