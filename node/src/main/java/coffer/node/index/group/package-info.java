/**
 * The leader's side of one Raft group: waiting changes are decided in batches, each a log entry,
 * and answered once; reads see what was completed before them.
 */
@NullMarked
package coffer.node.index.group;

import org.jspecify.annotations.NullMarked;
