package coffer.node;

import coffer.node.chunk.Disk;
import coffer.node.chunk.RunStore;
import coffer.node.cluster.ZoneCluster;
import coffer.node.index.IndexNode;
import coffer.node.tls.ClusterAuthority;
import java.util.Optional;

/**
 * What requests are served from.
 *
 * @param disk this node's own
 * @param runs on this node's disk, or on several
 * @param others empty for a lone node
 */
record NodeBase(
    ZoneCluster cluster,
    IndexNode index,
    Disk disk,
    RunStore runs,
    ClusterAuthority authority,
    Optional<Peers> others) {}
