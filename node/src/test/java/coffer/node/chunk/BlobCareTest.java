package coffer.node.chunk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.FlushOptions;

final class BlobCareTest {
  private static final long GIB = 1L << 30;
  private static final int BYTES = 100_000;

  @TempDir Path folder;

  @Test
  void noMoreIsCollectedAtOnceThanFits() {
    assertEquals(0.25, BlobCare.cutoff(100 * GIB, 10 * GIB));
    assertEquals(0.25, BlobCare.cutoff(5 * GIB, 10 * GIB));
    assertEquals(0.125, BlobCare.cutoff(3 * GIB, 10 * GIB));
    assertEquals(0.25 / 16, BlobCare.cutoff(4 * GIB, 100 * GIB));
    assertEquals(0, BlobCare.cutoff(GIB, 100 * GIB));
    assertEquals(0, BlobCare.cutoff(0, 10 * GIB));
    assertEquals(0.25, BlobCare.cutoff(GIB, 0));
  }

  @Test
  void whatAFailedCompactionLeftIsDeletedAtItsSecondSightAndNothingElse() throws Exception {
    try (var store = ChunkStore.open(folder, Clock.systemUTC())) {
      var run = written(store);
      var left = Files.write(folder.resolve("db").resolve("999999.blob"), new byte[5]);
      var care = new BlobCare(folder.resolve("db"));
      removeOrphans(store, care);
      assertTrue(Files.exists(left));
      removeOrphans(store, care);
      assertFalse(Files.exists(left));
      assertArrayEquals(new byte[BYTES], store.read(run, 0));
      try (var files = Files.newDirectoryStream(folder.resolve("db"), "*.blob")) {
        assertTrue(files.iterator().hasNext());
      }
    }
  }

  @Test
  void aStoreThatDamageHasStoppedTakesWritesAgain() throws Exception {
    try (var store = ChunkStore.open(folder, Clock.systemUTC())) {
      var first = written(store);
      for (int more = 0; more < 7; more++) {
        written(store);
      }
      damageOldestBlobs();
      assertThrows(ChunkStoreException.class, () -> compact(store));
      assertThrows(ChunkStoreException.class, () -> written(store));
      store.lookAfter();
      var after = written(store);
      assertEquals(BYTES, store.read(after, 0).length);
      // It does not come across the damage again.
      compact(store);
      written(store);
      var damaged = assertThrows(ChunkStoreException.class, () -> store.readVerified(first, 0));
      assertEquals(ChunkStoreException.Kind.DAMAGED, damaged.kind());
    }
  }

  private static void compact(ChunkStore store) {
    store.use(
        db -> {
          try (var all = new CompactRangeOptions()) {
            all.setBottommostLevelCompaction(BottommostLevelCompaction.kForce);
            db.rocks.compactRange(db.blobs, null, null, all);
          }
          return db;
        });
  }

  /** A run as older versions wrote it, in a blob file of its own. */
  private static RunId written(ChunkStore store) {
    var run = store.newRunId(OptionalLong.of(BYTES));
    store.use(
        db -> {
          db.rocks.put(db.blobs, db.synced, ChunkLayout.chunkKey(run, 0), new byte[BYTES]);
          db.rocks.put(db.rows, db.synced, run.bytes(), ChunkLayout.runRow(1, true));
          try (var wait = new FlushOptions().setWaitForFlush(true)) {
            db.rocks.flush(wait, db.blobs);
          }
          return db;
        });
    return run;
  }

  private void damageOldestBlobs() throws IOException {
    try (var files = Files.newDirectoryStream(folder.resolve("db"), "*.blob")) {
      var sorted = new TreeSet<Path>();
      files.forEach(sorted::add);
      try (var file = FileChannel.open(sorted.first(), StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), BYTES / 2);
      }
    }
  }

  private static void removeOrphans(ChunkStore store, BlobCare care) {
    store.use(
        db -> {
          care.removeOrphans(db);
          return db;
        });
  }

  @Test
  void lookingChangesNothingWhereAllIsWell() {
    try (var store = ChunkStore.open(folder, Clock.systemUTC())) {
      store.lookAfter();
      store.lookAfter();
      assertEquals(Map.of(), store.runs());
    }
  }
}
