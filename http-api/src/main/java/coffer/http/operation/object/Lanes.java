package coffer.http.operation.object;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/** Runs one asynchronous step for each element of a list, a bounded number of them at a time. */
final class Lanes {
  private Lanes() {}

  /** Results in the order of the elements; fails as soon as a lane meets a failed step. */
  static <T, R> CompletionStage<List<R>> map(
      List<T> elements, int parallelism, Function<T, CompletionStage<R>> step) {
    var next = new AtomicInteger();
    var results = new AtomicReferenceArray<R>(elements.size());
    var lanes = new ArrayList<CompletableFuture<Void>>();
    for (var i = 0; i < Math.min(parallelism, elements.size()); i++) {
      lanes.add(lane(elements, step, next, results).toCompletableFuture());
    }
    return CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              var all = new ArrayList<R>(elements.size());
              for (var i = 0; i < elements.size(); i++) {
                all.add(results.get(i));
              }
              return List.copyOf(all);
            });
  }

  /** Steps that complete at once are looped over, not recursed into: lists may be long. */
  private static <T, R> CompletionStage<Void> lane(
      List<T> elements,
      Function<T, CompletionStage<R>> step,
      AtomicInteger next,
      AtomicReferenceArray<R> results) {
    for (var index = next.getAndIncrement();
        index < elements.size();
        index = next.getAndIncrement()) {
      var at = index;
      var running = step.apply(elements.get(at)).toCompletableFuture();
      if (!running.isDone() || running.isCompletedExceptionally()) {
        return running.thenCompose(
            result -> {
              results.set(at, result);
              return lane(elements, step, next, results);
            });
      }
      results.set(at, running.join());
    }
    return CompletableFuture.completedStage(null);
  }
}
