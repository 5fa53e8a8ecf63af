package coffer.node.status;

import coffer.node.peer.Member;
import coffer.node.status.NodeStatus.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a node knows of its cluster, put together from what each of its nodes tells. Pure.
 *
 * @param healthy all nodes answer, all groups have leaders, nothing is missing anywhere
 * @param underReplicated runs with fewer copies than they should have
 */
public record ClusterStatus(
    String cluster, boolean healthy, long underReplicated, List<Node> nodes, List<Group> groups) {

  /**
   * A node, and whether it answered.
   *
   * @param scrubbedAt see {@link NodeStatus}
   */
  public record Node(
      String id,
      String zone,
      String url,
      boolean alive,
      String state,
      long missingRuns,
      long healedRuns,
      long unmovedRuns,
      long scrubbedAt) {}

  public ClusterStatus {
    nodes = List.copyOf(nodes);
    groups = List.copyOf(groups);
  }

  /**
   * @param told by the ids of those that answered
   */
  public static ClusterStatus of(
      String cluster, List<Member> members, Map<String, NodeStatus> told) {
    var nodes = new ArrayList<Node>();
    for (var member : members) {
      var status = Optional.ofNullable(told.get(member.nodeId()));
      nodes.add(
          new Node(
              member.nodeId(),
              member.zone(),
              member.url(),
              status.isPresent(),
              member.state().name(),
              status.map(NodeStatus::missingRuns).orElse(0L),
              status.map(NodeStatus::healedRuns).orElse(0L),
              status.map(NodeStatus::unmovedRuns).orElse(0L),
              status.map(NodeStatus::scrubbedAt).orElse(0L)));
    }
    nodes.sort(Comparator.comparing(Node::zone).thenComparing(Node::url));
    var groups = groups(told);
    long missing = nodes.stream().mapToLong(node -> node.missingRuns + node.unmovedRuns).sum();
    boolean healthy =
        missing == 0
            && nodes.stream().allMatch(Node::alive)
            && nodes.stream().noneMatch(node -> node.state().equals("JOINING"))
            && told.values().stream().allMatch(NodeStatus::compared)
            && groups.stream().noneMatch(group -> group.leader().isEmpty())
            && told.values().stream()
                .flatMap(status -> status.groups().stream())
                .allMatch(group -> keepsUp(group, groups));
    return new ClusterStatus(cluster, healthy, missing, nodes, groups);
  }

  /** Each group as its leader tells it; without one, as the replica that is furthest does. */
  private static List<Group> groups(Map<String, NodeStatus> told) {
    var groups = new TreeMap<String, Group>();
    told.forEach(
        (node, status) ->
            status
                .groups()
                .forEach(
                    group ->
                        groups.merge(
                            group.name(),
                            group,
                            (one, other) ->
                                leads(node, other)
                                        || other.applied() > one.applied() && one.leader().isEmpty()
                                    ? other
                                    : one)));
    return List.copyOf(groups.values());
  }

  private static boolean leads(String node, Group group) {
    return group.leader().equals(node);
  }

  /** Entries that a replica may be behind while writes go on. */
  private static final long LAG_MAX = 1000;

  private static boolean keepsUp(Group replica, List<Group> groups) {
    return groups.stream()
        .filter(group -> group.name().equals(replica.name()))
        .allMatch(group -> group.applied() - replica.applied() <= LAG_MAX);
  }
}
