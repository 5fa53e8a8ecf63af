package coffer.node.chunk;

import static coffer.node.chunk.StoreFolders.copy;
import static coffer.node.chunk.StoreFolders.journalFiles;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.chunk.ChunkStoreException.Kind;
import coffer.node.chunk.RunId.Lane;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkStoreTest {
  private static final int CHUNK = ChunkLayout.CHUNK_BYTES;
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      ints = {1, 20_000, CHUNK - 1, CHUNK, CHUNK + 1, 7 * CHUNK, 8 * CHUNK + 5, 40 * CHUNK + 77})
  void whatWasFinishedIsReadAfterReopening(int length) {
    var bytes = random(length);
    RunId run;
    try (var store = ChunkStore.open(folder, CLOCK)) {
      run = write(store, bytes);
      assertArrayEquals(bytes, readAll(store, run, length));
    }
    try (var store = ChunkStore.open(folder, CLOCK)) {
      assertArrayEquals(bytes, readAll(store, run, length));
      assertEquals(Set.of(run), store.runs().keySet());
    }
  }

  @Test
  void tableRunsOfTheFormatBeforeCountAsWhole() throws Exception {
    int length = 40 * CHUNK;
    RunId run;
    try (var store = ChunkStore.open(folder, CLOCK)) {
      run = write(store, random(length));
      store.use(
          db -> {
            db.rocks.delete(db.tables, db.synced, ChunkLayout.markKey(run(store)));
            return run(store);
          });
      assertEquals(0, store.held(run));
    }
    Files.delete(folder.resolve("format"));
    try (var store = ChunkStore.open(folder, CLOCK)) {
      assertEquals(40, store.held(run));
      assertEquals(Map.of(run, 40), store.runs());
      store.delete(List.of(run));
      assertEquals(0, store.held(run));
    }
  }

  /** An array as long as the chunk is taken, another one is not. */
  private static void assertReadInto(ChunkStore store, RunId run, byte[] chunk) {
    for (int longer : new int[] {-1, 0, 1}) {
      var array = new byte[chunk.length + longer];
      var read = store.read(run, 0, ChunkReading.into(() -> array));
      assertArrayEquals(chunk, read);
      assertEquals(longer == 0, read == array);
    }
  }

  private static RunId run(ChunkStore store) {
    return store.runs().keySet().iterator().next();
  }

  @Test
  void theLengthChoosesTheLane() {
    try (var store = ChunkStore.open(folder, CLOCK)) {
      assertEquals(Lane.GATHERED, begin(store, OptionalLong.of((8 << 20) - 1)).id().lane());
      assertEquals(Lane.TABLE, begin(store, OptionalLong.of(8 << 20)).id().lane());
      assertEquals(Lane.TABLE, begin(store, OptionalLong.empty()).id().lane());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20_000, 3 * CHUNK, 40 * CHUNK})
  void aDeletedRunIsGoneAndItsNeighbourStays(int length) {
    try (var store = ChunkStore.open(folder, CLOCK)) {
      var deleted = write(store, random(length));
      var kept = write(store, random(length));
      store.delete(List.of(deleted));
      store.delete(List.of(deleted));
      assertEquals(Set.of(kept), store.runs().keySet());
      assertEquals(firstChunk(length), store.read(kept, 0).length);
      for (int chunk = 0; chunk * (long) CHUNK < length; chunk++) {
        var number = chunk;
        var missing = assertThrows(ChunkStoreException.class, () -> store.read(deleted, number));
        assertEquals(Kind.MISSING, missing.kind());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3 * CHUNK, 40 * CHUNK})
  void anAbandonedRunLeavesNothing(int length) throws IOException {
    try (var store = ChunkStore.open(folder, CLOCK)) {
      var run = begin(store, OptionalLong.of(length));
      for (int chunk = 0; chunk < length / CHUNK - 1; chunk++) {
        run.append(random(CHUNK), CHUNK);
      }
      run.abandon();
      assertEquals(Set.of(), store.runs().keySet());
      try (var files = Files.list(folder.resolve("pending"))) {
        assertEquals(0, files.count());
      }
    }
  }

  @Test
  void aRunThatIsDeletedWhileItIsWrittenDoesNotBecomeWhole() {
    try (var store = ChunkStore.open(folder, CLOCK)) {
      var run = begin(store, OptionalLong.of(3 * CHUNK));
      run.append(random(CHUNK), CHUNK);
      store.delete(List.of(run.id()));
      var missing = assertThrows(ChunkStoreException.class, () -> run.append(random(CHUNK), CHUNK));
      assertEquals(Kind.MISSING, missing.kind());
      run.abandon();
      assertEquals(Set.of(), store.runs().keySet());
      for (int chunk = 0; chunk < 3; chunk++) {
        var number = chunk;
        assertThrows(ChunkStoreException.class, () -> store.read(run.id(), number));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20_000, 3 * CHUNK, 32 * CHUNK, 40 * CHUNK + 5})
  void aRunIsHeldOnceItIsWhole(int length) {
    try (var store = ChunkStore.open(folder, CLOCK)) {
      int chunks = ChunkLayout.chunksFor(length);
      var run = begin(store, OptionalLong.of(length));
      for (int chunk = 0; chunk < chunks; chunk++) {
        assertEquals(0, store.held(run.id()));
        run.append(random(CHUNK), Math.min(CHUNK, length - chunk * CHUNK));
      }
      run.finish();
      assertEquals(chunks, store.held(run.id()));
      assertEquals(Map.of(run.id(), chunks), store.runs());
      store.delete(List.of(run.id()));
      assertEquals(0, store.held(run.id()));
      assertEquals(Map.of(), store.runs());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20_000, 3 * CHUNK, 40 * CHUNK + 5})
  void aRunIsReplacedByAnother(int length) {
    var bytes = random(length);
    try (var store = ChunkStore.open(folder, CLOCK)) {
      var run = write(store, random(length));
      for (boolean abandoned : new boolean[] {true, false}) {
        var anew = store.begin(run, OptionalLong.of(length), true);
        for (int from = 0; from < length; from += CHUNK) {
          var chunk = Arrays.copyOfRange(bytes, from, Math.min(length, from + CHUNK));
          anew.append(chunk, chunk.length);
        }
        if (abandoned && run.lane() == Lane.TABLE) {
          anew.abandon();
          assertEquals(ChunkLayout.chunksFor(length), store.held(run));
        } else {
          anew.finish();
        }
      }
      assertArrayEquals(bytes, readAll(store, run, length));
      assertArrayEquals(store.read(run, 0), store.readVerified(run, 0));
      assertReadInto(store, run, store.read(run, 0));
      assertEquals(ChunkLayout.chunksFor(length), store.held(run));
    }
  }

  @Test
  void aRunThatACrashCutOffIsListedForTheSweep() throws IOException {
    var copy = folder.resolve("copy");
    RunId blob;
    RunId table;
    try (var store = ChunkStore.open(folder.resolve("a"), CLOCK)) {
      var small = begin(store, OptionalLong.of(3 * CHUNK));
      small.append(random(CHUNK), CHUNK);
      var large = begin(store, OptionalLong.of(100 * CHUNK));
      for (int chunk = 0; chunk < 33; chunk++) {
        large.append(random(CHUNK), CHUNK);
      }
      blob = small.id();
      table = large.id();
      copy(folder.resolve("a"), copy);
      large.abandon();
    }
    try (var store = ChunkStore.open(copy, CLOCK)) {
      assertEquals(Set.of(blob, table), store.runs().keySet());
    }
  }

  @Test
  void whatWasFinishedSurvivesAStopWithoutClose() throws IOException {
    var copy = folder.resolve("copy");
    var small = random(100_000);
    var large = random(9 * CHUNK);
    RunId blob;
    RunId table;
    try (var store = ChunkStore.open(folder.resolve("a"), CLOCK)) {
      blob = write(store, small);
      table = write(store, large);
      copy(folder.resolve("a"), copy);
    }
    try (var store = ChunkStore.open(copy, CLOCK)) {
      assertArrayEquals(small, readAll(store, blob, small.length));
      assertArrayEquals(large, readAll(store, table, large.length));
    }
  }

  @Test
  void aDamagedLogThatHidesAcknowledgedWritesIsRefused() throws IOException {
    var copy = folder.resolve("copy");
    try (var store = ChunkStore.open(folder.resolve("a"), CLOCK)) {
      for (int run = 0; run < 10; run++) {
        write(store, random(100_000));
      }
      copy(folder.resolve("a"), copy);
    }
    damage(journalFiles(copy.resolve("journal")).getFirst(), 300_000);
    var refused =
        assertThrows(ChunkStoreException.class, () -> ChunkStore.open(copy, CLOCK).close());
    assertEquals(Kind.DAMAGED, refused.kind());
    assertTrue(String.valueOf(refused.getMessage()).contains("lost acknowledged writes"));
  }

  /**
   * RocksDB trusts what its blocks say of themselves: not looked at before, it ends the process.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 128, 255})
  void aTableOfOneByteAllOverIsDamagedAndNothingElse(int value) throws IOException {
    try (var store = ChunkStore.open(folder, CLOCK)) {
      var run = write(store, random(9 * CHUNK));
      var bytes = new byte[8 * CHUNK];
      Arrays.fill(bytes, (byte) value);
      overwrite(table(), bytes, 0);
      for (int chunk = 0; chunk < 7; chunk++) {
        var number = chunk;
        var damaged = assertThrows(ChunkStoreException.class, () -> store.read(run, number));
        assertEquals(Kind.DAMAGED, damaged.kind());
      }
    }
  }

  /** Whoever looks for damage must not be shown what an earlier read left in memory. */
  @Test
  void aChunkIsReadFromTheDiskEachTime() throws IOException {
    try (var store = ChunkStore.open(folder, CLOCK)) {
      var run = write(store, random(9 * CHUNK));
      store.read(run, 0, ChunkReading.VERIFIED);
      damage(table(), CHUNK / 2);
      var damaged =
          assertThrows(ChunkStoreException.class, () -> store.read(run, 0, ChunkReading.VERIFIED));
      assertEquals(Kind.DAMAGED, damaged.kind());
    }
  }

  @Test
  void callsAfterCloseAreRefused() {
    var store = ChunkStore.open(folder, CLOCK);
    var run = write(store, random(50_000));
    var open = begin(store, OptionalLong.of(9 * CHUNK));
    open.append(random(CHUNK), CHUNK);
    store.close();
    store.close();
    assertEquals(
        Kind.CLOSED, assertThrows(ChunkStoreException.class, () -> store.read(run, 0)).kind());
    assertEquals(Kind.CLOSED, assertThrows(ChunkStoreException.class, open::finish).kind());
    assertEquals(Kind.CLOSED, assertThrows(ChunkStoreException.class, open::abandon).kind());
  }

  private Path table() throws IOException {
    try (var files = Files.list(folder.resolve("db"))) {
      return files.filter(file -> file.toString().endsWith(".sst")).findAny().orElseThrow();
    }
  }

  private static OpenRun begin(ChunkStore store, OptionalLong length) {
    return store.begin(store.newRunId(length), length, false);
  }

  private static RunId write(ChunkStore store, byte[] bytes) {
    var run = begin(store, OptionalLong.of(bytes.length));
    for (int from = 0; from < bytes.length; from += CHUNK) {
      var chunk = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + CHUNK));
      run.append(chunk, chunk.length);
    }
    run.finish();
    return run.id();
  }

  private static byte[] readAll(ChunkStore store, RunId run, int length) {
    var all = new byte[length];
    for (int from = 0; from < length; from += CHUNK) {
      var chunk = store.read(run, from / CHUNK);
      System.arraycopy(chunk, 0, all, from, chunk.length);
    }
    return all;
  }

  private static int firstChunk(int length) {
    return Math.min(length, CHUNK);
  }

  private static byte[] random(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static void damage(Path file, long position) throws IOException {
    overwrite(file, random(64), position);
  }

  private static void overwrite(Path file, byte[] bytes, long position) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), position);
    }
  }
}
