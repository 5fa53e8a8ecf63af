package coffer.node.status;

import java.util.List;

/**
 * What a node tells of itself.
 *
 * @param missingRuns runs that it should hold and does not
 * @param healedRuns runs that it has fetched from others since it started
 * @param unmovedRuns while it leaves: runs that others do not all hold yet
 * @param compared whether it has compared all its runs with the index since it started
 * @param scrubbedAt when the last pass over all its chunks began that has ended, in ms since 1970;
 *     0 for none since it started
 */
public record NodeStatus(
    String id,
    long missingRuns,
    long healedRuns,
    long unmovedRuns,
    boolean compared,
    long scrubbedAt,
    List<Group> groups) {

  /**
   * A group that it keeps.
   *
   * @param leader the id of the node that leads, as far as it knows; empty for none
   * @param applied the last entry applied
   * @param voters ids of nodes
   * @param listeners ids of nodes
   */
  public record Group(
      String name, String leader, long applied, List<String> voters, List<String> listeners) {
    public Group {
      voters = List.copyOf(voters);
      listeners = List.copyOf(listeners);
    }
  }

  public NodeStatus {
    groups = List.copyOf(groups);
  }
}
