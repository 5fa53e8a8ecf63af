/** Starts the nodes of a cluster as processes, each on a network and a disk that can be broken. */
@NullMarked
package coffer.rig.cluster;

import org.jspecify.annotations.NullMarked;
