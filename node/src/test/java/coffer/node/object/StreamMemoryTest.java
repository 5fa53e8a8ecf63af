package coffer.node.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The bound on what stalled uploads can hold. */
final class StreamMemoryTest {
  private final StreamMemory memory = new StreamMemory(100, Duration.ofMinutes(1));

  private static boolean isGranted(CompletionStage<Void> stage) {
    return stage.toCompletableFuture().isDone()
        && !stage.toCompletableFuture().isCompletedExceptionally();
  }

  @Test
  void whatIsLeftCanBeReserved() {
    assertTrue(isGranted(memory.reserve(60)));
    assertTrue(memory.reserveNow(40));
    assertFalse(memory.reserveNow(1));
    assertEquals(0, memory.left());
  }

  @Test
  void whoFindsTooLittleWaitsItsTurn() {
    memory.reserve(60);
    var large = memory.reserve(90);
    var small = memory.reserve(5);
    assertFalse(isGranted(large));
    assertFalse(isGranted(small));
    assertFalse(memory.reserveNow(5), "somebody waits");
    assertEquals(40, memory.left());
    memory.release(60);
    assertTrue(isGranted(large));
    assertTrue(isGranted(small));
    assertEquals(5, memory.left());
  }

  @Test
  void waitingForRoomTakesNone() {
    memory.reserve(60);
    var first = memory.awaitRoom(70);
    var second = memory.awaitRoom(70);
    assertFalse(isGranted(first));
    memory.release(60);
    assertTrue(isGranted(first));
    assertFalse(isGranted(second), "both would find too little");
    assertEquals(100, memory.left());
    memory.release(0);
    assertTrue(isGranted(second));
  }

  @Test
  void whoWaitsTooLongIsToldToSlowDown() {
    var impatient = new StreamMemory(100, Duration.ofMillis(20));
    impatient.reserve(60);
    assertEquals(S3Error.SlowDown, refused(impatient.reserve(90)).error());
    assertEquals(40, impatient.left());
  }

  @Test
  void oneTooManyToWaitIsToldToSlowDownAtOnce() {
    memory.reserve(100);
    for (int waiting = 0; waiting < 1024; waiting++) {
      assertFalse(memory.reserve(1).toCompletableFuture().isDone());
    }
    assertEquals(S3Error.SlowDown, refused(memory.reserve(1)).error());
  }

  private static S3Exception refused(CompletionStage<Void> stage) {
    CompletableFuture<Void> future = stage.toCompletableFuture();
    var failed = assertThrows(CompletionException.class, future::join);
    return assertInstanceOf(S3Exception.class, failed.getCause());
  }
}
