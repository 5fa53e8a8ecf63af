package coffer.kms.stage;

import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StageFailureTest {
  private final IllegalStateException why = new IllegalStateException("why");

  @Test
  void isTheSameWhereverTheCallbackWasAttached() {
    var first = new CompletableFuture<String>();
    var second = first.thenApply(String::length);
    var third = second.thenCompose(length -> CompletableFuture.completedFuture(length));
    for (var stage : new CompletableFuture<?>[] {first, second, third}) {
      var seen = new AtomicReference<Throwable>();
      stage.whenComplete((value, failure) -> seen.set(StageFailure.cause(failure)));
      first.completeExceptionally(why);
      assertSame(why, seen.get());
    }
  }

  @Test
  void aWrapperOfNothingIsTheCause() {
    var bare = new CompletionException("bare", null);
    assertSame(bare, StageFailure.cause(bare));
    assertSame(why, StageFailure.cause(new CompletionException(new CompletionException(why))));
  }
}
