package coffer.node.replication;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets any number of reads share one confirmation that this replica leads. It serves the reads that
 * came before it was asked for; who comes while one is under way waits for the next, or for an
 * entry that is proposed meanwhile.
 */
final class ReadBarriers {
  private final Supplier<CompletionStage<?>> confirmation;
  private boolean inFlight;
  private @Nullable CompletableFuture<Void> waiting;

  /**
   * @param confirmation asks for one; fails when there is none
   */
  ReadBarriers(Supplier<CompletionStage<?>> confirmation) {
    this.confirmation = confirmation;
  }

  CompletionStage<Void> next() {
    CompletableFuture<Void> mine;
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
  synchronized @Nullable CompletableFuture<Void> takeWaiting() {
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
            (position, failure) -> {
              complete(served, failure);
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

  static void complete(CompletableFuture<Void> served, @Nullable Throwable failure) {
    if (failure == null) {
      served.complete(null);
    } else {
      served.completeExceptionally(failure);
    }
  }
}
