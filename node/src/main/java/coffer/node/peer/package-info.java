/** The other nodes of the cluster: who they are, and calls to them over mutual TLS. */
@NullMarked
package coffer.node.peer;

import org.jspecify.annotations.NullMarked;
