package coffer.node.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How the nodes of a zone become one Pekko cluster without naming one that must be there first. A
 * mistake here costs a second cluster, which holds soft state only: the guard finds it, and the
 * smaller one's nodes start again.
 */
final class ZoneDecisions {
  /** Rounds with the same answers before a node founds the cluster. */
  static final int EQUAL_ROUNDS = 2;

  /** How long the lowest of those who answer waits for the others, who may be dead. */
  static final Duration ALONE_AFTER = Duration.ofSeconds(20);

  private ZoneDecisions() {}

  /** What to do after a round. */
  sealed interface Step {
    /** Asks a node to be taken into its cluster. */
    record JoinNode(String nodeId) implements Step {}

    /** Founds the cluster. */
    record JoinSelf() implements Step {}

    record Wait() implements Step {}
  }

  /**
   * What the rounds before told.
   *
   * @param answering who answered in the last one
   * @param equal how many in a row told the same
   */
  record Rounds(Set<String> answering, int equal) {
    static final Rounds NONE = new Rounds(Set.of(), 0);

    Rounds then(Set<String> now) {
      return new Rounds(now, now.equals(answering) ? equal + 1 : 1);
    }
  }

  /** Who answers, this node with them. */
  static Set<String> answering(String self, Collection<ZoneAnswer> others) {
    var all =
        others.stream().map(ZoneAnswer::nodeId).collect(Collectors.toCollection(TreeSet::new));
    all.add(self);
    return all;
  }

  /**
   * Decides for a node that is in no cluster yet.
   *
   * @param zone all nodes of the zone, {@code self} with them
   * @param others the answers of other nodes
   * @param rounds with this round in it
   * @param waited since the first round
   */
  static Step step(
      String self,
      Set<String> zone,
      Collection<ZoneAnswer> others,
      Rounds rounds,
      Duration waited) {
    var there =
        others.stream()
            .filter(ZoneAnswer::member)
            .max(
                Comparator.comparingInt(ZoneAnswer::members)
                    .thenComparing(ZoneAnswer::nodeId, Comparator.reverseOrder()));
    if (there.isPresent()) {
      return new Step.JoinNode(there.get().nodeId());
    }
    if (zone.equals(Set.of(self))) {
      return new Step.JoinSelf();
    }
    var lowest = rounds.answering().stream().allMatch(other -> self.compareTo(other) <= 0);
    var majority = 2 * rounds.answering().size() > zone.size();
    if (lowest
        && ((majority && rounds.equal() >= EQUAL_ROUNDS) || waited.compareTo(ALONE_AFTER) >= 0)) {
      return new Step.JoinSelf();
    }
    return new Step.Wait();
  }

  /**
   * Whether this node's cluster must give way: another one is in the zone, with more members, or as
   * many and a lower address. Both sides come to opposite answers.
   */
  static boolean givesWay(ZoneAnswer own, ZoneAnswer other) {
    if (!own.member() || !other.member() || own.incarnation().equals(other.incarnation())) {
      return false;
    }
    return own.members() == other.members()
        ? own.lowest().compareTo(other.lowest()) > 0
        : own.members() < other.members();
  }
}
