package coffer.node.index.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import coffer.node.replication.LogPosition;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads by threads that must not all wait for the disk. */
final class ReadHereTest {
  private static final byte[] KEY = RowKeys.bucket("bucket-999");
  private static final Function<IndexView, Integer> LENGTH =
      view -> view.get(KEY).map(value -> value.length).orElse(0);
  private static final Function<IndexView, Boolean> SEEK =
      view -> {
        try (var cursor = view.cursor()) {
          cursor.seek(KEY);
          return cursor.on(KEY);
        }
      };

  @TempDir Path folder;
  private final RowCache cache = new RowCache(8 << 20);

  @AfterEach
  void close() {
    cache.close();
  }

  private IndexRows filled() {
    var rows = new IndexRows(folder, cache);
    var changes = new RowChanges();
    for (int number = 0; number < 2_000; number++) {
      changes.put(RowKeys.bucket("bucket-" + number), new byte[100]);
    }
    rows.apply(new LogPosition(1, 7), changes.encode());
    return rows;
  }

  @Test
  void newRowsAreInMemory() {
    try (var rows = filled()) {
      assertEquals(Optional.of(100), rows.readHere(LENGTH, new FoundRows(), true));
      assertEquals(Optional.of(true), rows.readHere(SEEK, new FoundRows(), true));
    }
  }

  /** What is given while another thread reads from the disk. */
  private <R> Optional<R> whileAnotherReads(Supplier<Optional<R>> read) {
    return cache.turn.ifFree(read).orElseThrow();
  }

  @Test
  void rowsOfAFileAreReadHereIfNobodyElseReads() {
    filled().close();
    try (var rows = new IndexRows(folder, cache)) {
      assertEquals(Optional.of(100), rows.readHere(LENGTH, new FoundRows(), true));
      assertFalse(rows.health().damaged());
    }
    try (var rows = new IndexRows(folder, cache)) {
      assertEquals(Optional.of(true), rows.readHere(SEEK, new FoundRows(), true));
    }
  }

  @Test
  void whileAnotherReadsRowsOfAFileAreNotReadHereBeforeTheyAreInMemory() {
    filled().close();
    try (var rows = new IndexRows(folder, cache)) {
      assertTrue(
          whileAnotherReads(() -> rows.readHere(LENGTH, new FoundRows(), true)).isEmpty(), "get");
      assertTrue(
          whileAnotherReads(() -> rows.readHere(SEEK, new FoundRows(), true)).isEmpty(), "seek");
      assertFalse(rows.health().damaged());
      assertEquals(100, rows.read(LENGTH));
      assertEquals(
          Optional.of(100), whileAnotherReads(() -> rows.readHere(LENGTH, new FoundRows(), true)));
      assertEquals(
          Optional.of(true), whileAnotherReads(() -> rows.readHere(SEEK, new FoundRows(), true)));
    }
  }

  @Test
  void aThreadThatMayNotWaitReadsWhatIsInMemoryAlone() {
    filled().close();
    try (var rows = new IndexRows(folder, cache)) {
      assertTrue(rows.readHere(LENGTH, new FoundRows(), false).isEmpty());
      assertEquals(100, rows.read(LENGTH));
      assertEquals(Optional.of(100), rows.readHere(LENGTH, new FoundRows(), false));
    }
  }

  @Test
  void aReadThatGoesOnSeesOneMoment() {
    var other = RowKeys.bucket("bucket-500");
    filled().close();
    try (var rows = new IndexRows(folder, cache)) {
      rows.read(LENGTH);
      var found = new FoundRows();
      Function<IndexView, Integer> both =
          view -> view.get(KEY).orElseThrow().length + view.get(other).orElseThrow().length;
      assertTrue(
          whileAnotherReads(() -> rows.readHere(both, found, true)).isEmpty(),
          "the other one is on the disk");
      rows.apply(
          new LogPosition(1, 8),
          new RowChanges().put(KEY, new byte[10]).put(other, new byte[10]).encode());

      assertEquals(20, rows.read(both, found));
    }
  }

  @Test
  void aReadThatFailedLeavesTheTurnToOthers() {
    assertThrows(
        IllegalStateException.class,
        () ->
            cache.turn.ifFree(
                () -> {
                  throw new IllegalStateException("a read that fails");
                }));

    assertEquals(Optional.of(1), cache.turn.ifFree(() -> 1));
  }

  @Test
  void aBucketsRowThatWasWrittenIsSeenAtOnce() {
    try (var rows = filled()) {
      assertEquals(100, rows.read(LENGTH));
      rows.apply(new LogPosition(1, 8), new RowChanges().put(KEY, new byte[10]).encode());
      assertEquals(10, rows.read(LENGTH));
      rows.apply(new LogPosition(1, 9), new RowChanges().delete(KEY).encode());
      assertEquals(0, rows.read(LENGTH));
    }
  }
}
