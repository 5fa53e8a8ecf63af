package coffer.kms.stage;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Time limits of many waits that hardly ever run into them, told by one tick while anything waits:
 * at most a tick late. {@link CompletableFuture#orTimeout} wakes the timer's thread when a wait
 * begins and again when it ends, which costs a small request more than what it waits for. No lock
 * is taken, and a wait's value is let go of as soon as it has ended, its place at the next tick.
 */
public final class Deadlines {
  private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

  /** Those of this process, up to 50 ms late. */
  public static final Deadlines SHARED = every(50);

  /** For waits of some milliseconds: up to 5 ms late. */
  public static final Deadlines SHORT = every(5);

  private record Wait(CompletableFuture<?> end, long dueNanos, Runnable otherwise) {}

  private final LongSupplier nanoTime;
  private final Executor nextTick;
  private final ConcurrentLinkedQueue<AtomicReference<@Nullable Wait>> waits =
      new ConcurrentLinkedQueue<>();
  private final AtomicBoolean ticking = new AtomicBoolean();

  private static Deadlines every(int millis) {
    return new Deadlines(
        System::nanoTime, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
  }

  /**
   * @param nextTick runs what it is given after a while
   */
  Deadlines(LongSupplier nanoTime, Executor nextTick) {
    this.nanoTime = nanoTime;
    this.nextTick = nextTick;
  }

  /**
   * Fails {@code future} with {@link TimeoutException} unless it completes in time.
   *
   * @return the same future
   */
  public <T> CompletableFuture<T> limit(CompletableFuture<T> future, long nanos) {
    unless(future, nanos, () -> future.completeExceptionally(new TimeoutException()));
    return future;
  }

  /** Runs {@code otherwise}, which must not block, unless {@code end} completes in time. */
  public void unless(CompletableFuture<?> end, long nanos, Runnable otherwise) {
    if (end.isDone()) {
      return;
    }
    var place = new AtomicReference<@Nullable Wait>();
    place.set(new Wait(end, nanoTime.getAsLong() + nanos, otherwise));
    waits.add(place);
    // A value may be a mebibyte: a thousand of them in a tick would be copied by the collector.
    end.whenComplete((value, failure) -> place.set(null));
    startTicking();
  }

  private void startTicking() {
    if (!ticking.get() && ticking.compareAndSet(false, true)) {
      nextTick.execute(this::tick);
    }
  }

  private void tick() {
    long now = nanoTime.getAsLong();
    var overdue = new ArrayList<Wait>();
    waits.removeIf(
        place -> {
          var wait = place.get();
          if (wait == null || wait.end().isDone()) {
            return true;
          }
          boolean late = wait.dueNanos() - now <= 0;
          if (late) {
            overdue.add(wait);
          }
          return late;
        });
    if (waits.isEmpty()) {
      ticking.set(false);
      // Whoever began to wait before that has left the tick to this one.
      if (!waits.isEmpty()) {
        startTicking();
      }
    } else {
      nextTick.execute(this::tick);
    }
    overdue.forEach(Deadlines::tell);
  }

  /** One that fails does not keep the others from being told. */
  private static void tell(Wait late) {
    try {
      late.otherwise().run();
    } catch (RuntimeException failed) {
      LOG.error("what was to be done about a late answer failed", failed);
    }
  }
}
