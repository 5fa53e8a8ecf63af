package coffer.node.repair;

import coffer.node.chunk.ChunkStoreException;
import coffer.node.chunk.ChunkStoreException.Kind;
import coffer.node.chunk.LocalRuns;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads everything that is stored here, over and over, with the disk's own checksums. */
final class Scrub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);
  private static final Duration FIRST = Duration.ofMinutes(1);

  private final LocalRuns local;
  private final RateLimit limit;
  private final Consumer<String> damaged;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("coffer-scrub").daemon().factory());
  private volatile Optional<Instant> last = Optional.empty();

  /**
   * @param damaged hears of whole runs with a chunk that is missing or has changed
   */
  Scrub(LocalRuns local, RateLimit limit, Consumer<String> damaged, InstantSource clock) {
    this.local = local;
    this.limit = limit;
    this.damaged = damaged;
    this.clock = clock;
  }

  /** Reads from soon on, with so long a pause between two passes. */
  void start(Duration pause) {
    var first = Math.min(FIRST.toMillis(), pause.toMillis());
    thread.scheduleWithFixedDelay(
        this::guardedPass, first, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** When the last pass began that has ended. */
  Optional<Instant> last() {
    return last;
  }

  private void guardedPass() {
    try {
      var begun = clock.instant();
      pass();
      last = Optional.of(begun);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failed) {
      LOG.warn("not everything could be read, and will be tried again: {}", failed.toString());
    }
  }

  /** Reads each run once. Blocks. */
  void pass() throws InterruptedException {
    Map<String, Integer> runs = local.runs().toCompletableFuture().join();
    for (var run : runs.entrySet()) {
      if (!local.isOpen(run.getKey())) {
        read(run.getKey(), run.getValue());
      }
    }
  }

  private void read(String runId, int chunks) throws InterruptedException {
    for (int chunk = 0; chunk < chunks; chunk++) {
      try {
        limit.take(local.readVerified(runId, chunk).toCompletableFuture().join().length);
      } catch (CompletionException failed) {
        if (failed.getCause() instanceof ChunkStoreException storage && isDamage(storage.kind())) {
          // It may have been deleted meanwhile.
          if (local.held(List.of(runId)).toCompletableFuture().join()[0] > 0) {
            damaged.accept(runId);
          }
          return;
        }
        throw failed;
      }
    }
  }

  private static boolean isDamage(Kind kind) {
    return switch (kind) {
      case MISSING, DAMAGED, FAILED -> true;
      case FULL, BUSY, CLOSED -> false;
    };
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
