package coffer.node.peer;

import java.util.List;
import java.util.Optional;

/**
 * Who is in the cluster, as of the last change that this node applied. Never blocks, and needs
 * nobody else.
 */
public interface Members {

  /** This node. */
  Member self();

  /** All nodes with this one, in the order of their ids. */
  List<Member> all();

  default List<Member> ofZone(String zone) {
    return all().stream().filter(member -> member.zone().equals(zone)).toList();
  }

  default Optional<Member> byId(String nodeId) {
    return all().stream().filter(member -> member.nodeId().equals(nodeId)).findFirst();
  }

  default Optional<Member> byRaftPeer(String raftPeer) {
    return all().stream().filter(member -> member.raftPeer().equals(raftPeer)).findFirst();
  }
}
