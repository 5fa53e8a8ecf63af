package coffer.node.index.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import coffer.node.replication.LogPosition;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads that must not go to the disk. */
final class ReadInMemoryTest {
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

  private IndexRows filled() {
    var rows = new IndexRows(folder);
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
      assertEquals(Optional.of(100), rows.readInMemory(LENGTH, new FoundRows()));
      assertEquals(Optional.of(true), rows.readInMemory(SEEK, new FoundRows()));
    }
  }

  @Test
  void rowsOfAFileAreInMemoryOnceTheyWereRead() {
    filled().close();
    try (var rows = new IndexRows(folder)) {
      assertTrue(rows.readInMemory(LENGTH, new FoundRows()).isEmpty(), "get");
      assertTrue(rows.readInMemory(SEEK, new FoundRows()).isEmpty(), "seek");
      assertFalse(rows.health().damaged());
      assertEquals(100, rows.read(LENGTH));
      assertEquals(Optional.of(100), rows.readInMemory(LENGTH, new FoundRows()));
      assertEquals(Optional.of(true), rows.readInMemory(SEEK, new FoundRows()));
    }
  }

  @Test
  void aReadThatGoesOnSeesOneMoment() {
    var other = RowKeys.bucket("bucket-500");
    filled().close();
    try (var rows = new IndexRows(folder)) {
      rows.read(LENGTH);
      var found = new FoundRows();
      Function<IndexView, Integer> both =
          view -> view.get(KEY).orElseThrow().length + view.get(other).orElseThrow().length;
      assertTrue(rows.readInMemory(both, found).isEmpty(), "the other one is on the disk");
      rows.apply(
          new LogPosition(1, 8),
          new RowChanges().put(KEY, new byte[10]).put(other, new byte[10]).encode());

      assertEquals(20, rows.read(both, found));
    }
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
