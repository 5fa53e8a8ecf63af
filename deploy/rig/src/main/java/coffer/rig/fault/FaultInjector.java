package coffer.rig.fault;

import coffer.rig.check.CutOffZones;
import coffer.rig.cluster.LocalCluster;
import coffer.rig.cluster.NodeId;
import coffer.rig.cluster.NodeNetwork;
import coffer.rig.cluster.NodeNetwork.Undo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Brings faults about in a cluster that the rig started. Used by one thread at a time. */
final class FaultInjector {
  private static final Duration HEALED_MAX = Duration.ofSeconds(90);

  /** How long a node has to be well by itself after its disk was full. */
  private static final Duration ROOM_MAX = Duration.ofSeconds(60);

  /** A zone that was cut off has found out by then; so long, its clients may wait. */
  private static final Duration CUT_OFF_NOTICED = Duration.ofSeconds(5);

  /** How long a zone has to serve by itself, at least, to be judged by it. */
  private static final Duration CUT_OFF_SERVES = Duration.ofSeconds(10);

  private final List<CutOffZones.Window> cutOff = new CopyOnWriteArrayList<>();
  private final LocalCluster cluster;
  private final NodeNetwork network;
  private final KmsKeys keys;
  private final Wholeness wholeness;
  private final Consumer<String> log;

  /** Waits until all is well again; gives up early when the schedule is stopped. */
  interface Wholeness {
    boolean await(Duration atMost) throws InterruptedException;
  }

  /** A step that can be taken back. */
  private interface Step {
    Undo take() throws IOException;
  }

  /** Takes a fault back. */
  interface Ending {
    void end() throws IOException, InterruptedException;
  }

  private static final Ending NOTHING = () -> {};

  FaultInjector(LocalCluster cluster, KmsKeys keys, Wholeness wholeness, Consumer<String> log) {
    this.cluster = cluster;
    this.network = cluster.network();
    this.keys = keys;
    this.wholeness = wholeness;
    this.log = log;
  }

  /** Why faults of the kind cannot be injected here; empty if they can. */
  Optional<String> obstacle(FaultKind kind) {
    return new SafetyRule(cluster.nodesByZone())
        .obstacle(kind)
        .or(() -> Means.of(cluster).obstacle(kind));
  }

  /**
   * Begins the fault.
   *
   * @return what takes it back
   * @throws NotInjectedException when there is nothing that it could befall
   */
  Ending begin(Fault fault) throws IOException, InterruptedException {
    return switch (fault.kind()) {
      case KILL, KILL_ZONE, KILL_ALL -> kill(fault.targets());
      case KILL_LEADER -> kill(List.of(leader(fault.parameter("group"))));
      case PAUSE -> pause(target(fault));
      case PAUSE_LEADER -> pause(leader(fault.parameter("group")));
      case ISOLATE_LEADER -> isolate(leader(fault.parameter("group")), false);
      case RESTART -> restart(target(fault));
      case ROLLING_RESTART -> restartAll();
      case WIPE -> wipe(target(fault));
      case ISOLATE -> isolate(target(fault), Boolean.parseBoolean(fault.parameter("clients")));
      case ISOLATE_ZONE -> isolateZone(fault.targets());
      case RESTART_CUT_ZONE -> restartCutOff(fault.targets());
      case CUT_PAIR -> take(both(fault.targets().get(0), fault.targets().get(1)));
      case CUT_ONE_WAY ->
          take(List.of(() -> network.cut(fault.targets().get(0), fault.targets().get(1))));
      case LOSS ->
          take(List.of(() -> network.lose(target(fault), fault.number("permille") / 1000.0)));
      case LATENCY ->
          take(
              List.of(
                  () ->
                      network.delay(
                          target(fault),
                          Duration.ofMillis(fault.number("ms")),
                          Duration.ofMillis(fault.number("jitter")))));
      case SLOW_LINK -> take(List.of(() -> network.slow(target(fault), fault.number("kbit"))));
      case CUT_CLIENTS -> take(List.of(() -> network.cutClients(target(fault))));
      case DISK_FULL -> fillDisk(target(fault));
      case POWER_LOSS, POWER_LOSS_ALL -> losePower(fault.targets());
      case DAMAGE -> damage(fault);
      case CLOCK_JUMP -> jump(target(fault), Duration.ofMillis(fault.number("ms")));
      case KMS_DISABLE -> take(List.of(keys::disable));
    };
  }

  private static NodeId target(Fault fault) {
    return fault.targets().getFirst();
  }

  private NodeId leader(String group) throws NotInjectedException {
    var found = cluster.leader(group);
    found.ifPresent(node -> log.accept(node + " leads " + group));
    return found.orElseThrow(() -> new NotInjectedException("no leader of " + group + " known"));
  }

  private Ending kill(List<NodeId> nodes) throws InterruptedException {
    for (var node : nodes) {
      cluster.kill(node);
    }
    return () -> cluster.restart(nodes);
  }

  private Ending pause(NodeId node) throws IOException {
    cluster.pause(node);
    return () -> cluster.resume(node);
  }

  private Ending restart(NodeId node) throws IOException, InterruptedException {
    if (!cluster.terminate(node)) {
      log.accept(node + " did not stop on SIGTERM and was killed");
    }
    cluster.restart(node);
    return NOTHING;
  }

  private Ending restartAll() throws IOException, InterruptedException {
    for (var node : cluster.nodesByZone().nodes()) {
      if (cluster.versions().upgrade(node)) {
        log.accept(node + " is upgraded");
      }
      restart(node);
      if (!wholeness.await(HEALED_MAX)) {
        log.accept(
            "rolling restart: ends with %s, not whole within %s or before the load ended"
                .formatted(node, HEALED_MAX));
        return NOTHING;
      }
    }
    return NOTHING;
  }

  private Ending wipe(NodeId node) throws IOException, InterruptedException {
    cluster.kill(node);
    cluster.wipeAndRejoin(node);
    return NOTHING;
  }

  private Ending isolate(NodeId node, boolean clientsToo) throws IOException {
    var steps = new ArrayList<>(apart(List.of(node)));
    if (clientsToo) {
      steps.add(() -> network.cutClients(node));
    }
    return take(steps);
  }

  private Ending isolateZone(List<NodeId> zone) throws IOException {
    var ending = take(apart(zone));
    long from = System.nanoTime() + CUT_OFF_NOTICED.toNanos();
    return () -> {
      long to = System.nanoTime();
      ending.end();
      // Its nodes may be away by another fault meanwhile; three stand in for each other.
      if (to - from >= CUT_OFF_SERVES.toNanos() / 2 && zone.size() > 2) {
        cutOff.add(new CutOffZones.Window(zone.getFirst().zoneName(), from, to, ""));
      }
    };
  }

  /** Cut off, its nodes start with nothing but what is on their disks, and serve. */
  private Ending restartCutOff(List<NodeId> zone) throws IOException, InterruptedException {
    var name = zone.getFirst().zoneName();
    var ending = take(apart(zone));
    long from = System.nanoTime();
    var failure = "";
    try {
      for (var node : zone) {
        cluster.kill(node);
      }
      cluster.restart(zone);
      log.accept(
          "%s is cut off, and serves %.1f s after its nodes were killed"
              .formatted(name, (System.nanoTime() - from) / 1e9));
      from = System.nanoTime();
      Thread.sleep(CUT_OFF_SERVES);
    } catch (IOException failed) {
      failure = "cut off, its nodes do not start: " + failed.getMessage();
      log.accept(failure);
    }
    cutOff.add(new CutOffZones.Window(name, from, System.nanoTime(), failure));
    return ending;
  }

  /** When zones that were cut off had to serve, by {@link System#nanoTime}. */
  List<CutOffZones.Window> cutOffZones() {
    return List.copyOf(cutOff);
  }

  /** Those nodes on one side, and all others on the other. */
  private List<Step> apart(List<NodeId> side) {
    var steps = new ArrayList<Step>();
    for (var node : side) {
      for (var other : cluster.nodesByZone().nodes()) {
        if (!side.contains(other)) {
          steps.addAll(both(node, other));
        }
      }
    }
    return steps;
  }

  private List<Step> both(NodeId one, NodeId other) {
    return List.of(() -> network.cut(one, other), () -> network.cut(other, one));
  }

  /** All of the steps, or none. */
  private static Ending take(List<? extends Step> steps) throws IOException {
    var taken = new ArrayList<Undo>();
    Ending ending =
        () -> {
          for (var undo : taken) {
            undo.undo();
          }
        };
    try {
      for (var step : steps) {
        taken.add(step.take());
      }
      return ending;
    } catch (IOException failed) {
      for (var undo : taken) {
        undo.undo();
      }
      throw failed;
    }
  }

  private Ending fillDisk(NodeId node) throws IOException {
    var undo = cluster.disk(node, true).fill();
    return () -> {
      undo.undo();
      // A log whose flush failed takes nothing more until its node has started anew, by itself.
      if (cluster.alive(node) && !wholeness.await(ROOM_MAX)) {
        log.accept(node + " is not well with room on its disk, and is restarted");
        cluster.terminate(node);
      }
      cluster.restart(node);
    };
  }

  private Ending losePower(List<NodeId> nodes) throws IOException, InterruptedException {
    for (var node : nodes) {
      cluster.disk(node, true).losePower();
    }
    for (var node : nodes) {
      cluster.kill(node);
      cluster.disk(node, true).powerOn();
    }
    return () -> cluster.restart(nodes);
  }

  private Ending damage(Fault fault) throws IOException, InterruptedException {
    var node = target(fault);
    var stopped = Boolean.parseBoolean(fault.parameter("stopped"));
    if (stopped) {
      cluster.kill(node);
    }
    var done = flip(fault, node, fault.parameter("file"));
    // A young node may have none of that kind yet.
    for (var kind : ScheduleGenerator.FILES) {
      done = done.isPresent() ? done : flip(fault, node, kind);
    }
    done.ifPresent(what -> log.accept(node + ": " + what));
    if (stopped) {
      startDamaged(node);
    }
    if (done.isEmpty()) {
      throw new NotInjectedException("nothing is stored there");
    }
    return NOTHING;
  }

  private Optional<String> flip(Fault fault, NodeId node, String kind) throws IOException {
    return StoredBits.flip(
        cluster.data(node), kind, (int) fault.number("flips"), fault.number("seed"));
  }

  /** A node may say that it cannot start from such data; then its operator gives it a new disk. */
  private void startDamaged(NodeId node) throws IOException, InterruptedException {
    try {
      cluster.restart(node);
    } catch (IOException refused) {
      log.accept(node + " refuses to start on damaged data and is wiped: " + refused.getMessage());
      cluster.kill(node);
      cluster.wipeAndRejoin(node);
    }
  }

  private Ending jump(NodeId node, Duration offset) throws IOException {
    cluster.setClock(node, offset);
    return () -> cluster.setClock(node, Duration.ZERO);
  }

  /** Starts whatever is down, whatever took it down. */
  void startAll() throws IOException, InterruptedException {
    var down = cluster.nodesByZone().nodes().stream().filter(node -> !cluster.alive(node)).toList();
    if (!down.isEmpty()) {
      log.accept("still down, and started: " + down);
      cluster.restart(down);
    }
  }
}
