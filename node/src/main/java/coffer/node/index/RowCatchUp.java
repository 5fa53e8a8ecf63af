package coffer.node.index;

import coffer.node.index.call.IndexCall;
import coffer.node.index.call.IndexCalls;
import coffer.node.index.call.IndexReply;
import coffer.node.index.database.IndexRows;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Waits until a node's rows have followed those of the leaders. */
final class RowCatchUp {
  private static final int LOOKS = 200;
  private static final Executor PAUSE =
      CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

  private RowCatchUp() {}

  /** As {@link IndexNode#caughtUp}. */
  static CompletionStage<Void> of(Map<String, IndexRows> rows, IndexCalls calls) {
    CompletionStage<Void> all = CompletableFuture.completedFuture(null);
    for (var group : rows.entrySet()) {
      var following =
          calls
              .call(
                  group.getKey(), new IndexCall.Barrier(Optional.empty()), IndexReply.Applied.class)
              .thenCompose(leader -> reached(group.getValue(), leader.index(), LOOKS));
      all = all.thenCombine(following, (one, other) -> one);
    }
    return all;
  }

  private static CompletionStage<Void> reached(IndexRows rows, long index, int looks) {
    if (rows.applied().index() >= index) {
      return CompletableFuture.completedFuture(null);
    }
    if (looks == 0) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("the rows here do not follow their leader"));
    }
    return CompletableFuture.<Void>supplyAsync(() -> null, PAUSE)
        .thenCompose(later -> reached(rows, index, looks - 1));
  }
}
