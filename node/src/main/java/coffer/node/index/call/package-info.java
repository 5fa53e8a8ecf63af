/**
 * What is asked of a group's leader and what it answers: as records, as bytes between nodes, and
 * the way to whoever leads.
 */
@NullMarked
package coffer.node.index.call;

import org.jspecify.annotations.NullMarked;
