/** Whole clusters on one machine, a process for each node: {@code coffer cluster}. */
@NullMarked
package coffer.node.local;

import org.jspecify.annotations.NullMarked;
