package coffer.bench.work;

import coffer.bench.wire.Client;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * One case on one target. Turns are run one after another; what they leave in the target stays
 * there, and the next goes on from it.
 */
public final class Workload {
  /** Objects that are written before they are written over, as a multiple of those read. */
  private static final int WRITTEN_FOR_READ = 100;

  /** Objects that a turn can delete, as a multiple of those read. */
  private static final int DELETED_FOR_READ = 10;

  private final Stage stage;
  private final Case doing;
  private final Load load;
  private final List<Keys> keys = new ArrayList<>();

  /**
   * What a turn gave.
   *
   * @param seconds from the first request to the last answer
   * @param nanos latencies of the operations that succeeded
   * @param bytes of content that these moved
   * @param error the first one, if any
   */
  public record Outcome(
      double seconds, Histogram nanos, long bytes, int errors, Optional<String> error) {}

  public Workload(Stage stage, Case doing, Load load) {
    this.stage = stage;
    this.doing = doing;
    this.load = load;
    var random = new SplittableRandom(doing.hashCode());
    var next = new AtomicLong();
    var prefix = stage.prefix(doing.work(), doing.bytes());
    for (int c = 0; c < doing.connections(); c++) {
      keys.add(
          owned()
              ? new Keys.Own(prefix + c + "/", random.split())
              : new Keys.Shared(
                  stage.readPrefix(doing.bytes()),
                  load.readable(doing.bytes()),
                  load.objects() > 0 ? stage.readPrefix(doing.bytes()) : prefix,
                  writable(),
                  next));
    }
  }

  private int writable() {
    return load.objects() > 0
        ? load.objects()
        : load.keysThatFit(doing.bytes(), (long) load.keys() * WRITTEN_FOR_READ);
  }

  private boolean owned() {
    return doing.work() == Work.DELETE || doing.work() == Work.MIXED;
  }

  /** Connections that are open, in sessions, and about to run. */
  public final class Turn implements AutoCloseable {
    private final List<Client> clients = new ArrayList<>();

    /** A turn that counts. */
    public Outcome run() throws IOException, InterruptedException {
      return run(load.seconds(), load.operationsMax());
    }

    /** A turn that does not. */
    public void warmUp() throws IOException, InterruptedException {
      run(load.warmupSeconds(), 0);
    }

    /** Runs operations on all connections until the time or the number, unless 0, is up. */
    private Outcome run(int seconds, int operationsMax) throws IOException, InterruptedException {
      long start = System.nanoTime();
      long until = start + seconds * 1_000_000_000L;
      var loops = new ArrayList<Loop>();
      for (int c = 0; c < clients.size(); c++) {
        var schedule = new Schedule(start, load.perSecond(), c, clients.size());
        loops.add(new Loop(Ticker.SYSTEM, schedule));
      }
      Threads.each(
          clients.size(),
          c -> {
            var steps = new Steps(stage, clients.get(c), doing, load, keys.get(c), c);
            loops.get(c).run(steps::next, until, most(c, operationsMax), load.errorsMax());
          });
      return outcome((System.nanoTime() - start) / 1e9, loops);
    }

    @Override
    public void close() {
      clients.forEach(Client::close);
    }
  }

  private Outcome outcome(double seconds, List<Loop> loops) throws IOException {
    var total = Loop.histogram();
    long bytes = 0;
    int errors = 0;
    Optional<String> error = Optional.empty();
    for (var loop : loops) {
      total.add(loop.nanos());
      bytes += loop.bytes();
      errors += loop.errors();
      error = error.or(() -> Optional.ofNullable(loop.firstError()).map(Throwable::toString));
    }
    if (errors > load.errorsMax()) {
      throw new IOException(errors + " operations failed; the first: " + error.orElse(""));
    }
    return new Outcome(seconds, total, bytes, errors, error);
  }

  private long most(int connection, int operationsMax) {
    long asked =
        operationsMax == 0 ? Long.MAX_VALUE : Math.ceilDiv(operationsMax, doing.connections());
    return doing.work() == Work.DELETE ? Math.min(asked, keys.get(connection).removable()) : asked;
  }

  /** Writes what the next turn needs to find, and opens its connections. */
  public Turn open() throws IOException, InterruptedException {
    switch (doing.work()) {
      case GET, HEAD, LIST, RANGE ->
          stage.fill(doing.bytes(), load.readable(doing.bytes()), load.partBytes());
      case MIXED -> fillOwn(1);
      case DELETE -> fillOwn(DELETED_FOR_READ);
      case PUT, MULTIPART, SESSION -> {
        if (load.objects() > 0) {
          stage.fill(doing.bytes(), load.objects(), load.partBytes());
        }
      }
    }
    var turn = new Turn();
    for (int c = 0; c < doing.connections(); c++) {
      turn.clients.add(stage.client(c));
    }
    Threads.each(doing.connections(), c -> turn.clients.get(c).connect());
    return turn;
  }

  private void fillOwn(int times) throws IOException, InterruptedException {
    long all = load.keysThatFit(doing.bytes(), (long) load.keys() * times);
    long each = Math.max(1, all / doing.connections());
    var body = stage.body(doing.bytes());
    Threads.each(
        doing.connections(),
        c -> {
          try (var client = stage.client(c)) {
            for (var own = keys.get(c); own.removable() < each; ) {
              var key = own.written();
              client.put(key, body);
              own.wrote(key);
            }
          }
        });
  }
}
