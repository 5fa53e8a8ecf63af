/** How a new node is let into a cluster: a token, and what the node is given for it. */
@NullMarked
package coffer.node.join;

import org.jspecify.annotations.NullMarked;
