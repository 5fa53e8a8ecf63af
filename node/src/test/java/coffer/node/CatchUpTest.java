package coffer.node;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class CatchUpTest {
  private final ArrayDeque<CompletableFuture<Void>> asked = new ArrayDeque<>();
  private final ArrayDeque<Runnable> later = new ArrayDeque<>();
  private final CatchUp catchUp =
      new CatchUp(
          () -> {
            var barrier = new CompletableFuture<Void>();
            asked.add(barrier);
            return barrier;
          },
          (pause, task) -> later.add(task));

  @Test
  void asksUntilTheRowsAreNew() {
    catchUp.start();
    asked.remove().completeExceptionally(new IllegalStateException("no leader"));
    assertFalse(catchUp.done());

    later.remove().run();
    var waiting = catchUp.within(Duration.ofDays(1)).toCompletableFuture();
    assertFalse(waiting.isDone());
    asked.remove().complete(null);
    assertTrue(catchUp.done());
    waiting.join();
    assertTrue(later.isEmpty(), "and no longer");
  }

  @Test
  void whoMayNotWaitForLongGoesOnWithoutIt() {
    catchUp.start();
    catchUp.within(Duration.ofMillis(1)).toCompletableFuture().join();

    assertFalse(catchUp.done());
  }
}
