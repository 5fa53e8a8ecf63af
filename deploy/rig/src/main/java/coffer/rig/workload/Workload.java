package coffer.rig.workload;

import coffer.rig.ClusterUnderTest;
import coffer.rig.history.History;
import coffer.rig.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * All clients on all buckets. Each client's operations follow from the seed and its number; how
 * they fall between each other does not.
 */
public final class Workload {
  /** The SDK's four attempts with its 30 s of silence each. */
  private static final Duration LAST_CALLS = Duration.ofSeconds(150);

  private static final Duration AFTER_AN_ERROR = Duration.ofMillis(100);

  /** Of all endpoints together, unless there are more of those. */
  private static final int READERS = 12;

  /** One read by those who only read for so many operations of others. */
  private static final int READ_ALONG = 4;

  private static final Duration READ_ALONG_FOR = Duration.ofSeconds(5);

  private static final Duration READ_AGAIN = Duration.ofSeconds(60);

  private final ClusterUnderTest cluster;
  private final History history;
  private final long seed;
  private final int clients;
  private final int rate;
  private final List<Space> spaces;
  private final Errors errors = new Errors();
  private final Errors finalErrors = new Errors();
  private final AtomicInteger moves = new AtomicInteger();

  /**
   * Makes the buckets.
   *
   * @param run stands in their names
   * @param rate operations a second of all clients together, at most
   */
  public Workload(
      ClusterUnderTest cluster, History history, long seed, String run, int clients, int rate) {
    this.cluster = cluster;
    this.history = history;
    this.seed = seed;
    this.clients = clients;
    this.rate = rate;
    this.spaces = Spaces.create(cluster, run);
  }

  /** Names of the buckets. */
  public List<String> buckets() {
    return spaces.stream().map(Space::bucket).toList();
  }

  /** While there was load. */
  public Errors errors() {
    return errors;
  }

  /** Of the reads at the end. */
  public Errors finalErrors() {
    return finalErrors;
  }

  /** How often a client went on to another endpoint, having no connection to its own. */
  public int moves() {
    return moves.get();
  }

  /**
   * Returns when that time is over and the last call has ended.
   *
   * @return clients whose last call did not end in the time that the SDK gives it, or that failed
   *     otherwise
   */
  public List<String> run(Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    var broken = new ConcurrentLinkedQueue<String>();
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    for (int number = 0; number < clients; number++) {
      int process = number;
      threads.submit(told("client " + process, broken, () -> drive(process, end)));
    }
    int home = clients;
    for (var zone : cluster.zones().size() > 1 ? cluster.zones() : List.<String>of()) {
      int process = home++;
      var name = "client " + process + " in " + zone;
      threads.submit(told(name, broken, () -> driveAtHome(process, zone, end)));
    }
    for (int endpoint = 0; endpoint < cluster.endpoints().size(); endpoint++) {
      int at = endpoint;
      threads.submit(told("reader " + endpoint, broken, () -> readAlong(at, end)));
    }
    threads.shutdown();
    if (!threads.awaitTermination(duration.plus(LAST_CALLS).toMillis(), TimeUnit.MILLISECONDS)) {
      broken.add("calls did not end within " + LAST_CALLS.toSeconds() + " s");
      threads.shutdownNow();
      threads.awaitTermination(10, TimeUnit.SECONDS);
    }
    return List.copyOf(broken);
  }

  private static Runnable told(String client, Collection<String> broken, Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException failed) {
        broken.add(client + ": " + failed);
      }
    };
  }

  private void drive(int process, long end) {
    try (var connection = Connection.to(cluster, process)) {
      drive(process, connection, 0, spaces, end);
    }
  }

  /**
   * A client that only reads: where writes wait for a quorum, others are at a standstill, and
   * whoever led before is asked nothing. Each time it begins at its own endpoint.
   */
  private void readAlong(int endpoint, long end) {
    int process = firstReader() + endpoint;
    var random = new Random(seed * 1_000_003 + process);
    double meanNanos = 1e9 * cluster.endpoints().size() * READ_ALONG / rate;
    while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
      var until = Math.min(end, System.nanoTime() + READ_ALONG_FOR.toNanos());
      try (var connection = Connection.to(cluster, endpoint)) {
        var calls = new Calls(history, connection, process, endpoint, errors);
        var client = new Client(spaces, new Requests(calls, connection, history, seed), random);
        pace(random, meanNanos, until, client::read);
      }
    }
  }

  private int firstReader() {
    return clients + cluster.zones().size();
  }

  /** A client beside the zone's nodes that uses nothing but the zone's buckets. */
  private void driveAtHome(int process, String zone, long end) {
    var endpoints = cluster.endpointsIn(zone);
    var own = spaces.stream().filter(space -> space.isIn(zone)).toList();
    if (endpoints.isEmpty() || own.isEmpty()) {
      return;
    }
    try (var connection = Connection.among(cluster, endpoints)) {
      drive(process, connection, cluster.endpoints().indexOf(endpoints.getFirst()), own, end);
    }
  }

  private void drive(
      int process, Connection connection, int firstEndpoint, List<Space> spaces, long end) {
    var random = new Random(seed * 1_000_003 + process);
    double meanNanos = 1e9 * clients / rate;
    var calls = new Calls(history, connection, process, firstEndpoint, errors);
    var client = new Client(spaces, new Requests(calls, connection, history, seed), random);
    pace(random, meanNanos, end, client::step);
    moves.addAndGet(connection.endpoints().moves());
  }

  private static void pace(
      Random random, double meanNanos, long end, Supplier<Operation> operations) {
    long next = System.nanoTime() + (long) (random.nextDouble() * meanNanos);
    while (next < end && !Thread.currentThread().isInterrupted()) {
      long wait = next - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
      var operation = operations.get();
      if (!Client.wasAnswered(operation)) {
        LockSupport.parkNanos(AFTER_AN_ERROR.toNanos());
      }
      // No catching up after a pause: the rate is an upper bound.
      next = Math.max(next, System.nanoTime() - (long) meanNanos);
      next += (long) (-Math.log(1 - random.nextDouble()) * meanNanos);
    }
  }

  /** Reads and lists every key through every endpoint, as often as that takes. */
  public void readAll() throws InterruptedException {
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    int readers = Math.max(1, READERS / cluster.endpoints().size());
    for (int endpoint = 0; endpoint < cluster.endpoints().size(); endpoint++) {
      for (int reader = 0; reader < readers; reader++) {
        int at = endpoint;
        int share = reader;
        threads.submit(() -> readShare(at, share, readers));
      }
    }
    threads.shutdown();
    threads.awaitTermination(1, TimeUnit.HOURS);
  }

  private void readShare(int endpoint, int share, int readers) {
    try (var connection = Connection.only(cluster, cluster.endpoints().get(endpoint))) {
      int process = firstReader() + cluster.endpoints().size() + endpoint * readers + share;
      var calls = new Calls(history, connection, process, endpoint, finalErrors);
      var requests = new Requests(calls, connection, history, seed);
      var reads = new ArrayList<Reading>();
      for (var space : spaces) {
        for (var key : space.keys()) {
          reads.add(() -> Client.wasAnswered(requests.get(space, key)));
        }
        for (var group : space.groups()) {
          var prefix = new coffer.rig.history.Subject(space.bucket(), group);
          reads.add(() -> Client.wasAnswered(requests.list(prefix, 3)));
        }
      }
      long deadline = System.nanoTime() + READ_AGAIN.toNanos();
      for (int i = share; i < reads.size(); i += readers) {
        while (!reads.get(i).wasAnswered() && System.nanoTime() < deadline) {
          LockSupport.parkNanos(AFTER_AN_ERROR.toNanos());
        }
        if (System.nanoTime() > deadline) {
          // The endpoint does not answer: what is not read is a finding.
          return;
        }
        deadline = System.nanoTime() + READ_AGAIN.toNanos();
      }
    }
  }

  private interface Reading {
    boolean wasAnswered();
  }
}
