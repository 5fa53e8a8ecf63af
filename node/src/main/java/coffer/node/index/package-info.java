/**
 * The index as the rest of the node sees it, and how its rooms are put together:
 *
 * <pre>
 *        index
 *          |
 *        group
 *       /     \
 *  decision    |
 *      |       |
 *    call   database
 *       \     /
 *         row
 *          |
 *       record
 * </pre>
 *
 * Each knows only those below it. The rest of the node knows this one and {@code record}.
 */
@NullMarked
package coffer.node.index;

import org.jspecify.annotations.NullMarked;
