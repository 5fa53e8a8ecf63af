package coffer.node.replication;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets any number of reads share one entry. An entry serves the reads that came before it was
 * proposed; who comes while one is in flight waits for the next.
 */
final class ReadBarriers {
  private final Supplier<CompletionStage<?>> emptyEntry;
  private boolean inFlight;
  private @Nullable CompletableFuture<Void> waiting;

  /**
   * @param emptyEntry proposes one; completes when it is applied here
   */
  ReadBarriers(Supplier<CompletionStage<?>> emptyEntry) {
    this.emptyEntry = emptyEntry;
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
    proposeForWaiting();
    return mine.minimalCompletionStage();
  }

  /** Those waiting now are served by an entry that is about to be proposed; null for none. */
  synchronized @Nullable CompletableFuture<Void> takeWaiting() {
    var taken = waiting;
    waiting = null;
    return taken;
  }

  private void proposeForWaiting() {
    var served = takeWaiting();
    if (served == null) {
      proposed();
      return;
    }
    emptyEntry
        .get()
        .whenComplete(
            (position, failure) -> {
              complete(served, failure);
              proposed();
            });
  }

  private void proposed() {
    synchronized (this) {
      if (waiting == null) {
        inFlight = false;
        return;
      }
    }
    proposeForWaiting();
  }

  static void complete(CompletableFuture<Void> served, @Nullable Throwable failure) {
    if (failure == null) {
      served.complete(null);
    } else {
      served.completeExceptionally(failure);
    }
  }
}
