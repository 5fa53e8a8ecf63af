package coffer.rig.measure;

import static coffer.rig.measure.Figures.seconds;

import coffer.rig.cluster.NodeId;
import coffer.rig.workload.Stalls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Kills the leader of a zone's group, and a follower, in turns; says how long writes paused at the
 * two nodes that were not killed.
 */
final class Failover {
  /** Compilers have seen the code by then. */
  private static final Duration WARM = Duration.ofSeconds(20);

  private static final Duration CALM = Duration.ofSeconds(1);

  /** After the first writes: what else the loss may bring shows by then. */
  private static final Duration AFTER = Duration.ofSeconds(2);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WRITES = 20;

  /** What is killed. */
  private enum Role {
    LEADER,
    FOLLOWER
  }

  /**
   * What one kill did.
   *
   * @param pause the longest time without an acknowledged PUT, from the kill on
   * @param longestPut the longest time that one client waited for one PUT
   * @param pauseOfReturn as {@code pause}, while the node came back
   */
  private record Measured(Role role, Duration pause, Duration longestPut, Duration pauseOfReturn) {}

  private final MeasuredCluster cluster;
  private final Writers writers;
  private final Acknowledgements acknowledgements;

  private Failover(MeasuredCluster cluster, Writers writers) {
    this.cluster = cluster;
    this.writers = writers;
    this.acknowledgements = writers.acknowledgements();
  }

  /** Returns whether no error reached a client. */
  static boolean run(MeasureOptions options) throws IOException, InterruptedException {
    try (var cluster = MeasuredCluster.start(options.folder());
        var writers = Writers.start(cluster, options.clientsPerNode())) {
      Thread.sleep(WARM);
      return new Failover(cluster, writers).kill(options.kills());
    }
  }

  private boolean kill(int kills) throws IOException, InterruptedException {
    var all = new ArrayList<Measured>();
    for (int number = 1; number <= kills; number++) {
      for (var role : Role.values()) {
        all.add(kill(role, number));
      }
    }
    System.out.println();
    for (var role : Role.values()) {
      print(role, all.stream().filter(one -> one.role == role).toList());
    }
    var errors = acknowledgements.errors();
    int count = errors.values().stream().mapToInt(Integer::intValue).sum();
    System.out.printf(
        "errors that the SDK's retries did not hide: %d %s; %d PUTs acknowledged%n",
        count, errors.isEmpty() ? "" : errors, acknowledgements.count());
    return errors.isEmpty();
  }

  private static void print(Role role, List<Measured> measured) {
    System.out.printf(
        "%d kills of %s%n  write pause: %s%n  longest PUT: %s%n"
            + "  write pause while the node comes back: %s%n",
        measured.size(),
        role == Role.LEADER ? "the leader" : "a follower",
        Figures.of(measured.stream().map(Measured::pause).toList()),
        Figures.of(measured.stream().map(Measured::longestPut).toList()),
        Figures.of(measured.stream().map(Measured::pauseOfReturn).toList()));
  }

  private Measured kill(Role role, int number) throws IOException, InterruptedException {
    try (var stalls = Stalls.watching()) {
      var victim = victim(role, number);
      writers.spare(victim);
      Thread.sleep(CALM);
      if (cluster.leader().equals(victim) != (role == Role.LEADER)) {
        writers.spareNone();
        return kill(role, number);
      }
      long killed = System.nanoTime();
      cluster.nodes().kill(victim);
      if (!acknowledgements.awaitBegunAfter(killed, WRITES, PATIENCE)) {
        throw new IOException("no writes " + PATIENCE + " after " + victim + " was killed");
      }
      Thread.sleep(AFTER);
      long back = System.nanoTime();
      cluster.nodes().restart(victim);
      cluster.awaitHealed();
      long end = System.nanoTime();
      var measured =
          new Measured(
              role,
              acknowledgements.longestPause(killed, back),
              acknowledgements.longestPut(killed, back),
              acknowledgements.longestPause(back, end));
      System.out.printf(
          "%s %s %d: pause %.2f s, longest PUT %.2f s, back after %.1f s with a pause of %.2f s;"
              + " the clients stood still for %.2f s at most%n",
          role,
          victim,
          number,
          seconds(measured.pause),
          seconds(measured.longestPut),
          (end - back) / 1e9,
          seconds(measured.pauseOfReturn),
          seconds(stalls.longest()));
      writers.spareNone();
      Thread.sleep(CALM);
      return measured;
    }
  }

  private NodeId victim(Role role, int number) throws IOException, InterruptedException {
    var leader = cluster.leader();
    return switch (role) {
      case LEADER -> leader;
      case FOLLOWER -> {
        var followers = cluster.all().stream().filter(node -> !node.equals(leader)).toList();
        yield followers.get(number % followers.size());
      }
    };
  }
}
