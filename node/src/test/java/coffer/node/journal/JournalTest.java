package coffer.node.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
  private static final Journal.Limits LIMITS = new Journal.Limits(10_000, 4_000);

  @TempDir Path folder;

  private final List<Integer> replayed = new ArrayList<>();
  private final AtomicInteger full = new AtomicInteger();

  private Journal open() throws IOException {
    replayed.clear();
    return Journal.open(
        folder, LIMITS, 0, (place, head) -> replayed.add(head.getInt()), full::incrementAndGet);
  }

  private static Place append(Journal journal, int number) {
    var places = new ArrayList<Place>();
    try {
      journal.append(
          ByteBuffer.allocate(4).putInt(number).array(), body(number), 1_000 + number, places::add);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return places.getFirst();
  }

  private static byte[] body(int number) {
    var body = new byte[2_000];
    Arrays.fill(body, (byte) number);
    return body;
  }

  private static byte[] expected(int number) {
    return Arrays.copyOf(body(number), 1_000 + number);
  }

  private static byte @Nullable [] read(Journal journal, Place place) throws IOException {
    return journal.read(place, new byte[place.bodyBytes()]);
  }

  @Test
  void recordsAreThereAgainInTheirOrder() throws IOException {
    Place last;
    try (var journal = open()) {
      last = append(journal, 0);
      for (int number = 1; number < 30; number++) {
        last = append(journal, number);
        assertArrayEquals(expected(number), read(journal, last));
        assertArrayEquals(expected(number), journal.readChecked(last));
      }
      journal.flush(last);
      assertEquals(full.get(), journal.full().size());
      assertEquals(3, journal.full().size());
    }
    try (var journal = open()) {
      assertEquals(IntStream.range(0, 30).boxed().toList(), replayed);
      assertArrayEquals(expected(29), journal.readChecked(last));
      assertEquals(4, journal.full().size());
    }
  }

  @Test
  void aFileIsGoneOnceItIsRemoved() throws IOException {
    try (var journal = open()) {
      var first = append(journal, 0);
      for (int number = 1; number < 10; number++) {
        append(journal, number);
      }
      journal.retire(journal.full().getFirst());
      assertNull(read(journal, first));
      assertNull(journal.readChecked(first));
      assertEquals(List.of(), journal.full());
      journal.flush(append(journal, 10));
    }
    try (var journal = open()) {
      assertEquals(List.of(9, 10), replayed);
      assertEquals(1, journal.full().size());
    }
  }

  @Test
  void aFileThatIsWrittenOverHoldsNothingOfBefore() throws IOException {
    Place last;
    try (var journal = open()) {
      for (int number = 0; number < 10; number++) {
        append(journal, number);
      }
      journal.retire(journal.full().getFirst());
      last = append(journal, 10);
      for (int number = 11; number < 19; number++) {
        last = append(journal, number);
      }
      journal.flush(last);
    }
    assertTrue(Files.size(path(last.file())) > last.end(), "the one that was removed");
    var kept = IntStream.range(9, 19).boxed().toList();
    try (var journal = open()) {
      assertEquals(kept, replayed);
      assertArrayEquals(expected(18), journal.readChecked(last));
    }
    open().close();
    assertEquals(kept, replayed);
  }

  @Test
  void anEndThatWasNeverFlushedMayBeTorn() throws IOException {
    Place torn;
    try (var journal = open()) {
      journal.flush(append(journal, 0));
      torn = append(journal, 1);
    }
    truncate(torn.file(), torn.end() - 1);
    try (var journal = open()) {
      assertEquals(List.of(0), replayed);
      journal.flush(append(journal, 2));
    }
    open().close();
    // What follows a torn end has a file of its own.
    assertEquals(List.of(0, 2), replayed);
  }

  @Test
  void acknowledgedRecordsThatAreMissingAreMissed() throws IOException {
    Place last;
    try (var journal = open()) {
      append(journal, 0);
      last = append(journal, 1);
      journal.flush(last);
    }
    flip(last.file(), 500);
    assertThrows(DamagedJournalException.class, this::open);
    Files.delete(path(last.file()));
    assertThrows(DamagedJournalException.class, this::open);
  }

  @Test
  void damageInAFileThatIsFullIsMissed() throws IOException {
    try (var journal = open()) {
      for (int number = 0; number < 12; number++) {
        journal.flush(append(journal, number));
      }
    }
    flip(1, 3_000);
    assertThrows(DamagedJournalException.class, this::open);
  }

  @Test
  void whatFollowsAnEndThatWasNotFlushedWasNotAcknowledged() throws IOException {
    Place first;
    try (var journal = open()) {
      first = append(journal, 0);
      journal.flush(first);
      for (int number = 1; number < 10; number++) {
        append(journal, number);
      }
    }
    truncate(first.file(), first.end() + 100);
    open().close();
    assertEquals(List.of(0), replayed);
  }

  @Test
  void damageIsSeenByACheckedReading() throws IOException {
    try (var journal = open()) {
      var place = append(journal, 7);
      flip(place.file(), place.bodyOffset() + 10);
      assertThrows(DamagedJournalException.class, () -> journal.readChecked(place));
    }
  }

  @Test
  void aFileThatAnInterruptedThreadHasClosedIsAFailure() throws Exception {
    try (var journal = open()) {
      var place = append(journal, 7);
      var reader =
          Thread.ofPlatform()
              .start(
                  () -> {
                    Thread.currentThread().interrupt();
                    assertThrows(IOException.class, () -> read(journal, place));
                  });
      reader.join();
      assertThrows(IOException.class, () -> read(journal, place));
      assertThrows(IOException.class, () -> journal.readChecked(place));
    }
  }

  @Test
  void manyThreadsAppendAndFlush() throws Exception {
    try (var journal = open();
        var threads = Executors.newFixedThreadPool(8)) {
      var done = new ArrayList<java.util.concurrent.Future<?>>();
      for (int number = 0; number < 400; number++) {
        var mine = number;
        done.add(
            threads.submit(
                () -> {
                  var place = append(journal, mine);
                  if (mine % 2 == 0 || !journal.flushIfFree(place)) {
                    journal.flush(place);
                  }
                  // What is durable is not flushed again, so that nobody is waited for.
                  assertTrue(journal.flushIfFree(place));
                  assertArrayEquals(expected(mine), journal.readChecked(place));
                  return place;
                }));
      }
      for (var each : done) {
        each.get();
      }
    }
    open().close();
    assertEquals(IntStream.range(0, 400).boxed().toList(), replayed.stream().sorted().toList());
  }

  private Path path(long file) {
    return folder.resolve("%016d.journal".formatted(file));
  }

  private void truncate(long file, long length) throws IOException {
    try (var channel = FileChannel.open(path(file), StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  private void flip(long file, long position) throws IOException {
    try (var channel =
        FileChannel.open(path(file), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var one = ByteBuffer.allocate(1);
      channel.read(one, position);
      channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 1)}), position);
    }
  }
}
