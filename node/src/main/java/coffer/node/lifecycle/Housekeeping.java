package coffer.node.lifecycle;

import coffer.http.bucket.Bucket;
import coffer.node.chunk.LocalRuns;
import coffer.node.chunk.RunStore;
import coffer.node.config.NodeSettings;
import coffer.node.index.ObjectIndex;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does a node's periodic work on a thread of its own, one piece after the other. */
public final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("coffer-housekeeping").daemon().factory());

  /**
   * Starts with lifecycle rules and garbage; {@link #every} adds more. Blocks while it notes which
   * runs there are: to be made before the first write, or the sweep could take one in progress.
   *
   * @param ours the buckets whose rules this node carries out now
   * @param sweep whether to look for runs that nothing refers to; in a cluster healing does
   */
  public Housekeeping(
      ObjectIndex index,
      RunStore runs,
      LocalRuns local,
      Set<String> accounts,
      Predicate<Bucket> ours,
      boolean sweep,
      NodeSettings.Lifecycle settings,
      Clock clock) {
    var garbage = new GarbageRun(index, runs, local, settings.garbageGrace(), clock);
    var lifecycle = new LifecycleRun(index, accounts, ours, settings.day(), clock);
    if (sweep) {
      var atStart = garbage.present();
      thread.schedule(
          named("sweep", () -> garbage.sweep(atStart)),
          settings.garbageGrace().toMillis(),
          TimeUnit.MILLISECONDS);
    }
    every(settings.garbageInterval(), "garbage", garbage::collect);
    every(settings.interval(), "lifecycle", lifecycle::run);
  }

  /** Repeats the work, an interval apart, the first time after one interval. */
  public void every(Duration interval, String name, Runnable work) {
    long millis = interval.toMillis();
    thread.scheduleWithFixedDelay(named(name, work), millis, millis, TimeUnit.MILLISECONDS);
  }

  private static Runnable named(String name, Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException failed) {
        LOG.warn("{} failed and will be tried again: {}", name, failed.toString());
      }
    };
  }

  /** Waits a moment for the piece in progress. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
        LOG.warn("housekeeping did not end in time");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
