package coffer.node.replication;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets any number of reads share one confirmation that a replica leads. It serves the reads that
 * came before it was asked for; who comes while one is under way waits for the next, or for an
 * entry that is proposed meanwhile.
 *
 * @param <T> what the confirmation tells
 */
public final class ReadBarriers<T> {
  private final Supplier<CompletionStage<T>> confirmation;
  private boolean inFlight;
  private @Nullable CompletableFuture<T> waiting;

  /**
   * @param confirmation asks for one; fails when there is none
   */
  public ReadBarriers(Supplier<CompletionStage<T>> confirmation) {
    this.confirmation = confirmation;
  }

  /** Completes with a confirmation that was asked for after this call. */
  public CompletionStage<T> next() {
    CompletableFuture<T> mine;
    synchronized (this) {
      if (waiting == null) {
        waiting = new CompletableFuture<>();
      }
      mine = waiting;
      if (inFlight) {
        return mine.minimalCompletionStage();
      }
      inFlight = true;
    }
    confirmForWaiting();
    return mine.minimalCompletionStage();
  }

  /** Those waiting now are served by an entry that is about to be proposed; null for none. */
  synchronized @Nullable CompletableFuture<T> takeWaiting() {
    var taken = waiting;
    waiting = null;
    return taken;
  }

  private void confirmForWaiting() {
    var served = takeWaiting();
    if (served == null) {
      ended();
      return;
    }
    confirmation
        .get()
        .whenComplete(
            (told, failure) -> {
              complete(served, told, failure);
              ended();
            });
  }

  private void ended() {
    synchronized (this) {
      if (waiting == null) {
        inFlight = false;
        return;
      }
    }
    confirmForWaiting();
  }

  static <T> void complete(CompletableFuture<T> served, T told, @Nullable Throwable failure) {
    if (failure == null) {
      served.complete(told);
    } else {
      served.completeExceptionally(failure);
    }
  }
}
