/** The zone's Pekko cluster: membership, transport and the sharding of buckets. */
@NullMarked
package coffer.node.cluster;

import org.jspecify.annotations.NullMarked;
