package coffer.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells when a node's rows are as new as those of the others were at its start. Until then a node
 * that was killed may know fewer members than there are: its rows are those of their last flush,
 * and what the log holds behind them is applied only when a leader tells that it is committed.
 */
final class CatchUp {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Supplier<CompletionStage<Void>> barrier;
  private final Pauses pauses;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  /** Runs something after a pause. */
  interface Pauses {
    void after(Duration pause, Runnable task);
  }

  /**
   * @param barrier completes when the rows are as new as when it was asked for, or fails
   */
  CatchUp(Supplier<CompletionStage<Void>> barrier, Pauses pauses) {
    this.barrier = barrier;
    this.pauses = pauses;
  }

  /** Asks until it is so. */
  void start() {
    barrier
        .get()
        .whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                done.complete(null);
              } else {
                pauses.after(PAUSE, this::start);
              }
            });
  }

  boolean done() {
    return done.isDone();
  }

  /** Completes when it is so, or the time is over: others may be out of reach for long. */
  CompletionStage<Void> within(Duration atMost) {
    return done.copy().completeOnTimeout(null, atMost.toNanos(), TimeUnit.NANOSECONDS);
  }
}
