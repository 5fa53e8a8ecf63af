package coffer.node.index.database;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import coffer.node.replication.LogPosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

final class RowSnapshotTest {
  private static final LogPosition AT = new LogPosition(3, 40);

  @TempDir Path folder;

  private static RowChanges rows() {
    return new RowChanges()
        .put(RowKeys.keyRing("key/1"), new byte[] {1})
        .put(RowKeys.member("node1"), new byte[] {2})
        .put(RowKeys.bucket("b"), new byte[3 << 20]);
  }

  private byte[] snapshot() throws IOException {
    try (var rows = new IndexRows(folder.resolve("source"))) {
      rows.apply(AT, rows().encode());
      var bytes = new ByteArrayOutputStream();
      rows.writeSnapshot(bytes);
      return bytes.toByteArray();
    }
  }

  private static LogPosition install(IndexRows rows, byte[] snapshot) throws IOException {
    return rows.installSnapshot(new ByteArrayInputStream(snapshot));
  }

  @Test
  void aSnapshotReplacesEverythingAndTellsWhoeverHoldsCopies() throws IOException {
    var snapshot = snapshot();
    try (var rows = new IndexRows(folder.resolve("target"))) {
      rows.apply(
          new LogPosition(1, 1),
          new RowChanges().put(RowKeys.bucket("gone"), new byte[1]).encode());
      var reloads = new AtomicInteger();
      rows.onReload(reloads::incrementAndGet);
      assertEquals(AT, install(rows, snapshot));
      assertEquals(1, reloads.get());
      assertEquals(AT, rows.durable());
      assertEquals(AT, rows.applied());
      assertEquals(Optional.empty(), rows.read(view -> view.get(RowKeys.bucket("gone"))));
      var again = new ByteArrayOutputStream();
      rows.writeSnapshot(again);
      assertArrayEquals(snapshot, again.toByteArray());
    }
    try (var rows = new IndexRows(folder.resolve("target"))) {
      assertEquals(AT, rows.durable());
    }
  }

  @Test
  void oneThatIsCutOffOrDamagedChangesNothing() throws IOException {
    var good = snapshot();
    try (var rows = new IndexRows(folder.resolve("target"))) {
      var before = new LogPosition(1, 1);
      rows.apply(before, new RowChanges().put(RowKeys.bucket("kept"), new byte[1]).encode());
      for (var length : List.of(0, 1, 17, 40, good.length - 5, good.length - 1)) {
        assertThrows(IOException.class, () -> install(rows, Arrays.copyOf(good, length)));
      }
      for (var at : List.of(0, 12, 18, 22, good.length / 2, good.length - 1)) {
        var bad = good.clone();
        bad[at] ^= 0x40;
        assertThrows(IOException.class, () -> install(rows, bad));
      }
      assertEquals(before, rows.applied());
      assertEquals(1, rows.read(view -> view.get(RowKeys.bucket("kept"))).orElseThrow().length);
    }
  }

  @Test
  void afterACrashInTheMiddleThereIsNothing() throws IOException, RocksDBException {
    var target = folder.resolve("target");
    try (var rows = new IndexRows(target)) {
      rows.apply(AT, rows().encode());
    }
    try (var db = RocksDB.open(target.toString());
        var write = new WriteOptions();
        var flush = new FlushOptions()) {
      db.put(write, new byte[] {RowKeys.META, 1}, new byte[] {1});
      db.flush(flush);
    }
    try (var rows = new IndexRows(target)) {
      assertEquals(LogPosition.NONE, rows.durable());
      for (var key : rows().rows().keySet()) {
        assertEquals(Optional.empty(), rows.read(view -> view.get(key)));
      }
      assertEquals(AT, install(rows, snapshot()));
    }
    assertEquals(false, Files.exists(target.resolve("snapshot.incoming")));
  }

  @Test
  void rowsAreNotReplacedByOlderOnes() throws IOException {
    var snapshot = snapshot();
    try (var rows = new IndexRows(folder.resolve("target"))) {
      rows.apply(new LogPosition(3, 41), rows().encode());
      assertThrows(IOException.class, () -> rows.replace(new ByteArrayInputStream(snapshot)));
      assertEquals(41, rows.applied().index());
    }
  }
}
