package coffer.kms.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  /** Near the end of what a long holds, where sums overflow. */
  private long now = Long.MAX_VALUE - 5;

  private final ArrayDeque<Runnable> ticks = new ArrayDeque<>();
  private final Deadlines deadlines = new Deadlines(() -> now, ticks::add);

  private void tickAfter(long nanos) {
    now += nanos;
    ticks.remove().run();
  }

  @Test
  void failsWhatIsLateAndNothingElse() {
    var late = new CompletableFuture<String>();
    var later = new CompletableFuture<String>();
    var ended = new CompletableFuture<String>();
    assertSame(late, deadlines.limit(late, 10));
    deadlines.limit(later, 30);
    deadlines.limit(ended, 10);
    assertEquals(1, ticks.size());
    tickAfter(9);
    assertFalse(late.isDone());
    ended.complete("in time");
    tickAfter(1);
    assertInstanceOf(TimeoutException.class, late.exceptionNow());
    assertEquals("in time", ended.join());
    assertFalse(later.isDone());
    tickAfter(20);
    assertInstanceOf(TimeoutException.class, later.exceptionNow());
  }

  @Test
  void whatFailsKeepsTheOthersFromNothing() {
    deadlines.unless(
        new CompletableFuture<>(),
        10,
        () -> {
          throw new IllegalStateException();
        });
    var other = deadlines.limit(new CompletableFuture<Integer>(), 10);
    tickAfter(10);
    assertInstanceOf(TimeoutException.class, other.exceptionNow());
    assertTrue(ticks.isEmpty());
  }

  @Test
  void ticksOnlyWhileAnythingWaits() {
    deadlines.limit(CompletableFuture.completedFuture(1), 10);
    assertTrue(ticks.isEmpty());
    var first = deadlines.limit(new CompletableFuture<Integer>(), 10);
    first.complete(1);
    tickAfter(1);
    assertTrue(ticks.isEmpty());
    var second = deadlines.limit(new CompletableFuture<Integer>(), 10);
    tickAfter(10);
    assertTrue(second.isCompletedExceptionally());
    assertTrue(ticks.isEmpty());
  }

  @Test
  void whatALateOneLeadsToMayWaitAsWell() {
    var ends = new ArrayList<String>();
    var second = new CompletableFuture<Void>();
    deadlines.unless(
        new CompletableFuture<>(),
        10,
        () -> {
          ends.add("first");
          deadlines.unless(second, 10, () -> ends.add("second"));
        });
    tickAfter(10);
    assertEquals(List.of("first"), ends);
    tickAfter(10);
    assertEquals(List.of("first", "second"), ends);
    assertTrue(ticks.isEmpty());
  }

  @Test
  void whatHasEndedIsNotHeldUntilTheTick() {
    var answer = new CompletableFuture<byte[]>();
    deadlines.limit(answer, 10);
    var value = new byte[16];
    answer.complete(value);
    var held = new WeakReference<>(value);
    value = null;
    answer = null;
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (held.get() != null && System.nanoTime() < giveUp) {
      System.gc();
    }
    assertNull(held.get());
    assertEquals(1, ticks.size());
  }

  @Test
  void theSharedOnesTickByThemselves() {
    var never = new CompletableFuture<Void>();
    Deadlines.SHARED.limit(never, TimeUnit.MILLISECONDS.toNanos(20));
    var failure = assertThrows(ExecutionException.class, () -> never.get(10, TimeUnit.SECONDS));
    assertInstanceOf(TimeoutException.class, failure.getCause());
  }
}
