package coffer.node.chunk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;

final class BlobCareTest {
  private static final long GIB = 1L << 30;

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
    var bytes = new byte[100_000];
    Arrays.fill(bytes, (byte) 7);
    try (var store = ChunkStore.open(folder, Clock.systemUTC())) {
      var length = OptionalLong.of(bytes.length);
      var run = store.begin(store.newRunId(length), length, false);
      run.append(bytes, bytes.length);
      run.finish();
      store.use(
          db -> {
            try (var wait = new FlushOptions().setWaitForFlush(true)) {
              db.rocks.flush(wait, db.blobs);
            }
            return db;
          });
      var left = Files.write(folder.resolve("db").resolve("999999.blob"), new byte[5]);
      var care = new BlobCare(folder.resolve("db"));
      removeOrphans(store, care);
      assertTrue(Files.exists(left));
      removeOrphans(store, care);
      assertFalse(Files.exists(left));
      assertArrayEquals(bytes, store.read(run.id(), 0));
      try (var files = Files.newDirectoryStream(folder.resolve("db"), "*.blob")) {
        assertTrue(files.iterator().hasNext());
      }
    }
  }

  private static void removeOrphans(ChunkStore store, BlobCare care) {
    store.use(
        db -> {
          try {
            care.removeOrphans(db);
            return db;
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          }
        });
  }

  @Test
  void lookingChangesNothingWhereAllIsWell() {
    try (var store = ChunkStore.open(folder, Clock.systemUTC())) {
      store.lookAfterBlobs();
      store.lookAfterBlobs();
      assertEquals(Map.of(), store.runs());
    }
  }
}
