/** Time limits of many short waits. */
@NullMarked
package coffer.node.deadline;

import org.jspecify.annotations.NullMarked;
