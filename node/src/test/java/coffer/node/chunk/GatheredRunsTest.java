package coffer.node.chunk;

import static coffer.node.chunk.StoreFolders.copy;
import static coffer.node.chunk.StoreFolders.journalFiles;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.chunk.ChunkStoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of gathered runs once their journal's file is full. */
final class GatheredRunsTest {
  private static final int CHUNK = ChunkLayout.CHUNK_BYTES;
  private static final Clock CLOCK = Clock.systemUTC();

  /** More than one file of the journal holds. */
  private static final int MORE_THAN_A_FILE = 70;

  @TempDir Path folder;

  @Test
  void whatWasMovedIsReadBeforeAndAfterAReopening() throws Exception {
    Map<RunId, Integer> written;
    try (var store = open()) {
      written = write(store, MORE_THAN_A_FILE, 1);
      awaitMoved(store);
      assertRead(store, written, 1);
    }
    try (var store = open()) {
      assertRead(store, written, 1);
    }
  }

  @Test
  void aRunMayLieInTwoFiles() throws Exception {
    try (var store = open()) {
      var across = begin(store, 7);
      for (int chunk = 0; chunk < 3; chunk++) {
        across.append(bytes(chunk), CHUNK);
      }
      write(store, MORE_THAN_A_FILE, 1);
      awaitMoved(store);
      assertEquals(0, store.held(across.id()));
      for (int chunk = 3; chunk < 7; chunk++) {
        across.append(bytes(chunk), CHUNK);
      }
      across.finish();
      for (boolean moved : new boolean[] {false, true}) {
        assertEquals(7, store.held(across.id()));
        for (int chunk = 0; chunk < 7; chunk++) {
          assertArrayEquals(bytes(chunk), store.read(across.id(), chunk));
          assertArrayEquals(bytes(chunk), store.readVerified(across.id(), chunk));
        }
        if (!moved) {
          write(store, MORE_THAN_A_FILE, 1);
          awaitMoved(store);
        }
      }
    }
  }

  @Test
  void aRunWhoseFirstChunksHaveMovedIsWholeAfterACrash() throws Exception {
    var copy = folder.resolve("copy");
    RunId run;
    try (var store = open()) {
      var across = begin(store, 3);
      run = across.id();
      across.append(bytes(0), CHUNK);
      across.append(bytes(1), CHUNK);
      write(store, MORE_THAN_A_FILE, 1);
      awaitMoved(store);
      across.append(bytes(2), CHUNK);
      across.finish();
      copy(folder.resolve("store"), copy);
    }
    try (var store = ChunkStore.open(copy, CLOCK)) {
      assertEquals(3, store.held(run));
      for (int chunk = 0; chunk < 3; chunk++) {
        assertArrayEquals(bytes(chunk), store.read(run, chunk));
      }
    }
  }

  @Test
  void aFileThatWasMovedAndNotRemovedIsMovedAgain() throws Exception {
    var kept = folder.resolve("kept");
    Map<RunId, Integer> written;
    Path first;
    try (var store = open()) {
      first = journalFiles(folder.resolve("store/journal")).getFirst();
      Files.createLink(kept, first);
      written = write(store, MORE_THAN_A_FILE, 1);
      awaitMoved(store);
    }
    Files.createLink(first, kept);
    try (var store = open()) {
      awaitMoved(store);
      assertRead(store, written, 1);
    }
  }

  @Test
  void theRoomOfDeletedRunsIsFreedAndTheOthersStay() throws Exception {
    Map<RunId, Integer> written;
    try (var store = open()) {
      written = write(store, 3 * MORE_THAN_A_FILE, 1);
      awaitMoved(store);
      var before = tableBytes(store);
      var deleted = new ArrayList<RunId>();
      int turn = 0;
      for (var run : List.copyOf(written.keySet())) {
        if (turn++ % 4 != 0) {
          deleted.add(run);
          written.remove(run);
        }
      }
      store.delete(deleted);
      store.lookAfter();
      await(() -> tableBytes(store) < before / 2);
      assertRead(store, written, 1);
      for (var run : deleted) {
        assertEquals(
            Kind.MISSING, assertThrows(ChunkStoreException.class, () -> store.read(run, 0)).kind());
      }
    }
    try (var store = open()) {
      assertRead(store, written, 1);
    }
  }

  @Test
  void aTableWithDamageIsNotCompacted() throws Exception {
    try (var store = open()) {
      var written = write(store, MORE_THAN_A_FILE, 1);
      awaitMoved(store);
      var runs = List.copyOf(written.keySet());
      damageTable();
      int damaged = damaged(store, runs);
      assertTrue(damaged > 0);
      store.delete(
          runs.stream().filter(run -> !isDamaged(store, run)).limit(MORE_THAN_A_FILE - 5).toList());
      store.lookAfter();
      // A second file is moved after the compaction, by the same thread.
      write(store, MORE_THAN_A_FILE, 1);
      awaitMoved(store);
      assertEquals(damaged, damaged(store, runs));
    }
  }

  @Test
  void aChunkThatIsDamagedInTheJournalIsNotTakenForWhole() throws Exception {
    try (var store = open()) {
      var written = write(store, 5, 1);
      damage(journalFiles(folder.resolve("store/journal")).getFirst(), CHUNK / 2);
      var damaged =
          written.keySet().stream().filter(run -> isDamaged(store, run)).findFirst().orElseThrow();
      var others = write(store, MORE_THAN_A_FILE, 1);
      awaitMoved(store);
      assertEquals(0, store.held(damaged));
      assertRead(store, others, 1);
      // A repair takes its place.
      var length = OptionalLong.of(CHUNK);
      var repaired = store.begin(damaged, length, true);
      repaired.append(bytes(written.getOrDefault(damaged, 0)), CHUNK);
      repaired.finish();
      assertEquals(1, store.held(damaged));
      assertRead(store, written, 1);
    }
  }

  @Test
  void runsOfOlderVersionsAreReadAndDeleted() throws Exception {
    try (var store = open()) {
      var run = store.newRunId(OptionalLong.of(CHUNK));
      store.use(
          db -> {
            db.rocks.put(db.blobs, ChunkLayout.chunkKey(run, 0), bytes(5));
            db.rocks.put(db.rows, run.bytes(), ChunkLayout.runRow(1, true));
            return run;
          });
      assertEquals(Map.of(run, 1), store.runs());
      assertEquals(1, store.held(run));
      assertArrayEquals(bytes(5), store.read(run, 0));
      store.delete(List.of(run));
      assertEquals(Map.of(), store.runs());
      assertThrows(ChunkStoreException.class, () -> store.read(run, 0));
    }
  }

  private ChunkStore open() {
    return ChunkStore.open(folder.resolve("store"), CLOCK);
  }

  private static OpenRun begin(ChunkStore store, int chunks) {
    var length = OptionalLong.of((long) chunks * CHUNK);
    return store.begin(store.newRunId(length), length, false);
  }

  /** By run: what {@link #bytes} its first chunk is made of. */
  private static Map<RunId, Integer> write(ChunkStore store, int runs, int chunks) {
    var written = new HashMap<RunId, Integer>();
    for (int number = 0; number < runs; number++) {
      var run = begin(store, chunks);
      for (int chunk = 0; chunk < chunks; chunk++) {
        run.append(bytes(number + chunk), CHUNK);
      }
      run.finish();
      written.put(run.id(), number);
    }
    return written;
  }

  private static void assertRead(ChunkStore store, Map<RunId, Integer> written, int chunks) {
    var held = store.runs();
    written.forEach(
        (run, number) -> {
          assertEquals(chunks, held.get(run));
          for (int chunk = 0; chunk < chunks; chunk++) {
            var array = new byte[CHUNK];
            var read = store.read(run, chunk, ChunkReading.into(() -> array));
            assertArrayEquals(bytes(number + chunk), read);
            assertEquals(true, read == array);
          }
        });
  }

  private static byte[] bytes(int seed) {
    var bytes = new byte[CHUNK];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private void awaitMoved(ChunkStore store) throws InterruptedException {
    store.lookAfter();
    await(() -> journalFiles(folder.resolve("store/journal")).size() == 1);
  }

  private static void await(BooleanSupplier reached) throws InterruptedException {
    var deadline = Instant.now().plus(Duration.ofSeconds(30));
    while (!reached.getAsBoolean()) {
      assertTrue(Instant.now().isBefore(deadline), "not within 30 s");
      Thread.sleep(5);
    }
  }

  private static long tableBytes(ChunkStore store) {
    return store.use(
        db -> GatheredTables.sizes(db).values().stream().mapToLong(Long::longValue).sum());
  }

  private static int damaged(ChunkStore store, List<RunId> runs) {
    return (int) runs.stream().filter(run -> isDamaged(store, run)).count();
  }

  private static boolean isDamaged(ChunkStore store, RunId run) {
    try {
      store.readVerified(run, 0);
      return false;
    } catch (ChunkStoreException failed) {
      return failed.kind() == Kind.DAMAGED;
    }
  }

  private void damageTable() throws IOException {
    try (var files = Files.list(folder.resolve("store/db"))) {
      damage(
          files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow(),
          5_000_000);
    }
  }

  private static void damage(Path file, long position) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[64]), position);
    }
  }
}
