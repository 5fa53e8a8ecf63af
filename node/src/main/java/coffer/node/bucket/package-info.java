/**
 * One actor per bucket, placed by Cluster Sharding. It holds soft state only: what it has read of
 * the bucket's configuration, and live bucket keys in their sealed form. Two of them at once are
 * harmless, since every durable change is a conditional write to the index.
 */
@NullMarked
package coffer.node.bucket;

import org.jspecify.annotations.NullMarked;
