package coffer.rig.fault;

import coffer.rig.cluster.NodeId;
import coffer.rig.cluster.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes schedules: the same seed, topology, kinds and length give the same schedule. Each kind
 * comes once before any comes again. Parameters:
 *
 * <pre>
 *   *-leader      group      region, or zone/ and a zone's name
 *   isolate       clients    whether clients are cut off too (true, false)
 *   loss          permille   packets lost of a thousand
 *   latency       ms, jitter of each packet that the node sends
 *   slow-link     kbit       a second
 *   clock-jump    ms         may be negative
 *   damage        file       sst, journal, wal or raft
 *                 flips      bits
 *                 stopped    whether the node is stopped meanwhile
 *                 seed       decides where
 * </pre>
 *
 * Only one node of a schedule is ever damaged: damage that nobody has found yet on one replica
 * cannot meet damage of the same thing on another.
 */
public final class ScheduleGenerator {
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final long PAUSE_MS_MAX = 60_000;
  private static final long GAP_MS_MIN = 500;
  private static final long GAP_MS_MAX = 3000;

  /** One in so many faults begins while the one before holds, where that is survived. */
  private static final int OVERLAP = 3;

  static final List<String> FILES = List.of("sst", "journal", "wal", "raft");

  private final SplittableRandom random;
  private final Topology topology;
  private final SafetyRule rule;
  private final List<FaultKind> kinds;
  private final NodeId damaged;

  /** In a short schedule, other faults shall have their turn too. */
  private final long longest;

  private ScheduleGenerator(long seed, Topology topology, List<FaultKind> kinds, Duration length) {
    this.random = new SplittableRandom(seed);
    this.topology = topology;
    this.rule = new SafetyRule(topology);
    this.kinds = kinds.stream().filter(kind -> rule.obstacle(kind).isEmpty()).sorted().toList();
    this.damaged = node();
    this.longest = Math.clamp(length.toMillis() / 10, 8000, PAUSE_MS_MAX);
  }

  /**
   * @param length within which faults begin and end
   * @return in the order of their starts
   */
  public static List<Fault> generate(
      long seed, Topology topology, List<FaultKind> kinds, Duration length) {
    return new ScheduleGenerator(seed, topology, kinds, length).generate(length);
  }

  private List<Fault> generate(Duration length) {
    var faults = new ArrayList<Fault>();
    var bag = new ArrayList<FaultKind>();
    var free = WARM_UP;
    while (free.compareTo(length) < 0 && !kinds.isEmpty()) {
      if (bag.isEmpty()) {
        bag.addAll(shuffled(kinds));
      }
      var drawn = draw(bag.removeLast(), free);
      var fault = faults.isEmpty() ? drawn : earlier(faults, drawn);
      if (fault.end().compareTo(length) <= 0) {
        faults.add(fault);
      }
      // A fault that would end too late is left out; shorter kinds may still fit.
      free = latest(free, SafetyRule.over(fault).plusMillis(between(GAP_MS_MIN, GAP_MS_MAX)));
    }
    faults.sort(Comparator.comparing(Fault::start));
    return List.copyOf(faults);
  }

  private static Duration latest(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Some faults begin while the last one holds, if both together are survived. */
  private Fault earlier(List<Fault> faults, Fault drawn) {
    var last = faults.getLast();
    if (random.nextInt(OVERLAP) != 0) {
      return drawn;
    }
    var within = last.start().plusMillis(between(0, last.duration().toMillis()));
    var moved =
        new Fault(drawn.kind(), drawn.targets(), within, drawn.duration(), drawn.parameters());
    return rule.permits(faults, moved) ? moved : drawn;
  }

  private List<FaultKind> shuffled(List<FaultKind> all) {
    var mixed = new ArrayList<>(all);
    for (int last = mixed.size() - 1; last > 0; last--) {
      java.util.Collections.swap(mixed, last, random.nextInt(last + 1));
    }
    return mixed;
  }

  private Fault draw(FaultKind kind, Duration start) {
    return new Fault(kind, targets(kind), start, duration(kind), parameters(kind));
  }

  private List<NodeId> targets(FaultKind kind) {
    if (kind == FaultKind.DAMAGE) {
      return List.of(damaged);
    }
    return switch (kind.reach()) {
      case NOBODY, ANY_NODE -> List.of();
      case NODE -> List.of(node());
      case PAIR -> pair();
      case ZONE -> topology.in(1 + random.nextInt(topology.zones()));
      case ALL -> topology.nodes();
    };
  }

  private NodeId node() {
    return topology.nodes().get(random.nextInt(topology.nodes().size()));
  }

  private List<NodeId> pair() {
    var first = node();
    var others = topology.nodes().stream().filter(node -> !node.equals(first)).toList();
    return List.of(first, others.get(random.nextInt(others.size())));
  }

  private Duration duration(FaultKind kind) {
    return Duration.ofMillis(
        switch (kind) {
          case KILL, KILL_LEADER, POWER_LOSS -> between(100, 5000);
          case KILL_ZONE -> between(1000, 10_000);
          // Mostly a few seconds; now and then longer than any lease or failure detector waits.
          case PAUSE, PAUSE_LEADER ->
              random.nextInt(4) == 0 ? between(8000, longest) : between(1000, 8000);
          case RESTART, ROLLING_RESTART, WIPE, RESTART_CUT_ZONE, DAMAGE, KILL_ALL, POWER_LOSS_ALL ->
              0;
          case ISOLATE, ISOLATE_LEADER, ISOLATE_ZONE, CUT_PAIR, CUT_ONE_WAY ->
              between(1000, 15_000);
          case LOSS, LATENCY, SLOW_LINK, CUT_CLIENTS -> between(2000, 12_000);
          case DISK_FULL -> between(2000, 8000);
          case CLOCK_JUMP -> between(2000, 10_000);
          case KMS_DISABLE -> between(6000, 12_000);
        });
  }

  private Map<String, String> parameters(FaultKind kind) {
    return switch (kind) {
      case KILL_LEADER, PAUSE_LEADER, ISOLATE_LEADER -> Map.of("group", group());
      case ISOLATE -> Map.of("clients", Boolean.toString(random.nextBoolean()));
      case LOSS -> Map.of("permille", Long.toString(between(10, 300)));
      case LATENCY -> Map.of("ms", number(2, 250), "jitter", number(0, 50));
      case SLOW_LINK -> Map.of("kbit", number(500, 8000));
      case CLOCK_JUMP -> Map.of("ms", number(-20_000, 20_000));
      case DAMAGE ->
          Map.of(
              "file",
              FILES.get(random.nextInt(FILES.size())),
              "flips",
              number(1, 8),
              "stopped",
              Boolean.toString(random.nextBoolean()),
              "seed",
              Integer.toUnsignedString(random.nextInt()));
      case KILL,
          KILL_ZONE,
          PAUSE,
          RESTART,
          ROLLING_RESTART,
          WIPE,
          ISOLATE_ZONE,
          RESTART_CUT_ZONE,
          CUT_PAIR,
          CUT_ONE_WAY,
          CUT_CLIENTS,
          DISK_FULL,
          POWER_LOSS,
          KMS_DISABLE,
          KILL_ALL,
          POWER_LOSS_ALL ->
          Map.of();
    };
  }

  private String group() {
    var zone = random.nextInt(topology.zones() + 1);
    return zone == 0 ? "region" : "zone/" + topology.zoneNames().get(zone - 1);
  }

  private String number(long least, long most) {
    return Long.toString(between(least, most));
  }

  private long between(long least, long most) {
    return random.nextLong(least, most + 1);
  }
}
