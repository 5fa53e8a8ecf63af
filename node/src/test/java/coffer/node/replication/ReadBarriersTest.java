package coffer.node.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Which entry serves which read. */
final class ReadBarriersTest {
  private final List<CompletableFuture<String>> entries = new ArrayList<>();
  private final ReadBarriers<String> barriers =
      new ReadBarriers<>(
          () -> {
            var entry = new CompletableFuture<String>();
            entries.add(entry);
            return entry;
          });

  private CompletableFuture<String> read() {
    return barriers.next().toCompletableFuture();
  }

  @Test
  void readsThatComeWhileAnEntryIsInFlightShareTheNext() {
    var first = read();
    var second = read();
    var third = read();
    assertEquals(1, entries.size());
    entries.get(0).complete("applied");
    assertTrue(first.isDone());
    assertFalse(second.isDone());
    assertEquals(2, entries.size());
    entries.get(1).complete("applied");
    assertTrue(second.isDone() && third.isDone());
    assertEquals(2, entries.size());
    var later = read();
    assertEquals(3, entries.size());
    assertFalse(later.isDone());
  }

  @Test
  void aFailureIsForThoseThatWaitedForThatEntryAlone() {
    var first = read();
    var second = read();
    entries.get(0).completeExceptionally(new IllegalStateException("deposed"));
    assertThrows(CompletionException.class, first::join);
    entries.get(1).complete("applied");
    second.join();
    assertTrue(second.isDone());
  }

  @Test
  void anotherEntryServesThoseThatWait() {
    var first = read();
    var second = read();
    var served = barriers.takeWaiting();
    assertNotNull(served);
    ReadBarriers.complete(served, "proposed", null);
    assertTrue(second.isDone());
    assertFalse(first.isDone());
    assertNull(barriers.takeWaiting());
    entries.get(0).complete("applied");
    assertTrue(first.isDone());
    assertEquals(1, entries.size());
  }
}
