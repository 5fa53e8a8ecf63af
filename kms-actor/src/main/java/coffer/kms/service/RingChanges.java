package coffer.kms.service;

import coffer.kms.ring.KeyRing.Write;
import coffer.kms.ring.KeyTable;
import coffer.kms.service.KmsException.Code;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Reads, decides and writes, again when somebody else wrote in between. */
final class RingChanges {
  private static final int ATTEMPTS_MAX = 8;
  private static final int PAUSE_MS = 5;

  private final KeyTable table;

  RingChanges(KeyTable table) {
    this.table = table;
  }

  /**
   * @param writes none when everything is already as it should be
   * @param answer what the caller gets once the writes are durable
   */
  record Change<R>(List<Write> writes, R answer) {
    static <R> Change<R> of(Write write, R answer) {
      return new Change<>(List.of(write), answer);
    }

    static <R> Change<R> none(R answer) {
      return new Change<>(List.of(), answer);
    }
  }

  /**
   * @param decide reads the rows and says what to change; run again after a conflict
   */
  <R> CompletionStage<R> make(Supplier<Change<R>> decide) {
    return attempt(decide, 1);
  }

  private <R> CompletionStage<R> attempt(Supplier<Change<R>> decide, int number) {
    var change = decide.get();
    if (change.writes().isEmpty()) {
      return CompletableFuture.completedFuture(change.answer());
    }
    return table
        .write(change.writes())
        .thenCompose(
            written -> {
              if (written) {
                return CompletableFuture.completedFuture(change.answer());
              }
              if (number == ATTEMPTS_MAX) {
                return CompletableFuture.failedFuture(
                    new KmsException(
                        Code.DependencyTimeoutException,
                        "The request conflicted with others. Please try again."));
              }
              // This node may not have applied the other write yet; give it a moment.
              var later =
                  CompletableFuture.delayedExecutor(
                      (long) PAUSE_MS * number, TimeUnit.MILLISECONDS);
              return CompletableFuture.supplyAsync(() -> attempt(decide, number + 1), later)
                  .thenCompose(next -> next);
            });
  }
}
