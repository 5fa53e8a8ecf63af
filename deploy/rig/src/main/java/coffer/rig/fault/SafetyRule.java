package coffer.rig.fault;

import coffer.rig.cluster.NodeId;
import coffer.rig.cluster.Topology;
import coffer.rig.fault.FaultKind.Reach;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a topology survives at once, and so the most that a schedule takes away: one node of a zone,
 * or, with three zones or more, one zone. Nodes of two zones never, since they may be two of the
 * three voters, or of the three copies, that stand in three zones. A fault counts until its targets
 * have had time to come back.
 *
 * <p>Kinds that reach {@link Reach#ALL} nodes break the rule on purpose; they happen alone.
 */
final class SafetyRule {
  private static final int ZONES_TO_LOSE_ONE = 3;

  private final Topology topology;

  SafetyRule(Topology topology) {
    this.topology = topology;
  }

  /** Why faults of a kind cannot happen in the topology; empty if they can. */
  Optional<String> obstacle(FaultKind kind) {
    if (topology.lone()) {
      switch (kind) {
        case KILL_LEADER,
            PAUSE_LEADER,
            ISOLATE_LEADER,
            ROLLING_RESTART,
            WIPE,
            ISOLATE,
            CUT_PAIR,
            CUT_ONE_WAY,
            DAMAGE -> {
          return Optional.of("needs further nodes");
        }
        case KILL_ZONE, ISOLATE_ZONE, RESTART_CUT_ZONE -> {
          return Optional.of("needs three zones");
        }
        case KILL,
            PAUSE,
            RESTART,
            LOSS,
            LATENCY,
            SLOW_LINK,
            CUT_CLIENTS,
            DISK_FULL,
            POWER_LOSS,
            CLOCK_JUMP,
            KMS_DISABLE,
            KILL_ALL,
            POWER_LOSS_ALL -> {
          return Optional.empty();
        }
      }
    }
    if (kind.reach() == Reach.ZONE && topology.zones() < ZONES_TO_LOSE_ONE) {
      return Optional.of("needs three zones");
    }
    return topology.nodesPerZone() == 1 && (kind == FaultKind.WIPE || kind == FaultKind.DAMAGE)
        ? Optional.of("needs a second copy of a zone's directory buckets")
        : Optional.empty();
  }

  /**
   * How long a fault's targets are taken to need to be there again. Before a fault that stands
   * alone the run waits until they truly are.
   */
  static Duration recovery(FaultKind kind) {
    return switch (kind.after()) {
      case RESUMES -> Duration.ofSeconds(2);
      case RESTARTS -> Duration.ofSeconds(5);
      case HEALS -> Duration.ofSeconds(8);
    };
  }

  /** Whether the fault may be added to the others. */
  boolean permits(List<Fault> others, Fault added) {
    if (obstacle(added.kind()).isPresent()) {
      return false;
    }
    var together = others.stream().filter(other -> overlap(other, added)).toList();
    if (together.isEmpty() || added.kind().reach() == Reach.NOBODY) {
      // The same key is not disabled twice.
      return together.stream().noneMatch(other -> other.kind() == added.kind());
    }
    var harmful = together.stream().filter(other -> other.kind().reach() != Reach.NOBODY).toList();
    if (harmful.stream().anyMatch(other -> other.kind() == added.kind() || alone(other))
        || (!harmful.isEmpty() && alone(added))) {
      return false;
    }
    var away = new HashSet<NodeId>(away(added));
    harmful.forEach(other -> away.addAll(away(other)));
    return survives(away, harmful, added);
  }

  private boolean survives(Set<NodeId> away, List<Fault> harmful, Fault added) {
    if (away.size() <= 1) {
      return true;
    }
    var zoneIsLost =
        added.kind().reach() == Reach.ZONE
            || harmful.stream().anyMatch(other -> other.kind().reach() == Reach.ZONE);
    var zones = away.stream().map(NodeId::zone).distinct().count();
    return zoneIsLost && zones == 1 && topology.zones() >= ZONES_TO_LOSE_ONE;
  }

  /** Whom the cluster has to do without: of a cut link, its first end. */
  static Set<NodeId> away(Fault fault) {
    return switch (fault.kind().reach()) {
      case NOBODY, ANY_NODE -> Set.of();
      case PAIR -> Set.of(fault.targets().getFirst());
      case NODE, ZONE, ALL -> Set.copyOf(fault.targets());
    };
  }

  private static boolean alone(Fault fault) {
    return fault.kind().after() == FaultKind.After.HEALS
        || fault.kind().reach() == Reach.ANY_NODE
        || fault.kind().reach() == Reach.ALL;
  }

  private static boolean overlap(Fault one, Fault other) {
    return one.start().compareTo(over(other)) < 0 && other.start().compareTo(over(one)) < 0;
  }

  /** When its targets are there again. */
  static Duration over(Fault fault) {
    return fault.end().plus(recovery(fault.kind()));
  }
}
