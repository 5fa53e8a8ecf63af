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
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;

/** The bound on what stalled uploads and downloads can hold. */
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
  void downloadsThatBeginTogetherDoNotFindTheSameRoom() {
    var first = memory.lease(70).toCompletableFuture();
    var second = memory.lease(70).toCompletableFuture();
    assertTrue(first.isDone());
    assertFalse(second.isDone());
    first.join().release();
    assertTrue(second.isDone());
    first.join().release();
    assertEquals(30, memory.left(), "given back once");
  }

  @Test
  void aSourceHoldsItsMemoryUntilItEnds() throws Exception {
    var system = ActorSystem.create("stream-memory-test");
    try {
      var lease = memory.lease(70).toCompletableFuture().join();
      var begun = new CompletableFuture<Void>();
      var rest = new CompletableFuture<String>();
      var source = Source.single("first").concat(Source.completionStage(rest));
      var ended = lease.during(source).runForeach(element -> begun.complete(null), system);
      begun.get(10, TimeUnit.SECONDS);
      lease.release();
      assertEquals(30, memory.left());
      rest.complete("last");
      ended.toCompletableFuture().get(10, TimeUnit.SECONDS);
      memory.reserve(100).toCompletableFuture().get(10, TimeUnit.SECONDS);
    } finally {
      system.terminate();
    }
  }

  @Test
  void aSourceThatNobodyRunsHoldsNothing() throws Exception {
    memory.lease(70).toCompletableFuture().join().during(Source.single("unread"));
    memory.reserve(100).toCompletableFuture().get(10, TimeUnit.SECONDS);
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
