/** Records that are flushed in the order in which they came, in files that are removed in turn. */
@NullMarked
package coffer.node.journal;

import org.jspecify.annotations.NullMarked;
