/** What a stopped node holds, put so that nodes can be compared. */
@NullMarked
package coffer.node.digest;

import org.jspecify.annotations.NullMarked;
