/**
 * Rows of the index: where they stand, what is in them, how they are walked and changed. Nothing
 * here knows where they are kept.
 */
@NullMarked
package coffer.node.index.row;

import org.jspecify.annotations.NullMarked;
