/**
 * What calls of the index come to: rows in, changes and an answer out. Pure, so that their tests
 * need neither a database nor an actor.
 */
@NullMarked
package coffer.node.index.decision;

import org.jspecify.annotations.NullMarked;
