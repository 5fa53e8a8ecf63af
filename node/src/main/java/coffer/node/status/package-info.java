/** What a node tells of itself and of its cluster. */
@NullMarked
package coffer.node.status;

import org.jspecify.annotations.NullMarked;
