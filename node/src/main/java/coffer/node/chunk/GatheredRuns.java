package coffer.node.chunk;

import coffer.node.chunk.ChunkStoreException.Kind;
import coffer.node.journal.DamagedJournalException;
import coffer.node.journal.Journal;
import coffer.node.journal.Place;
import coffer.node.mark.Watermark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs below {@link RunId#TABLE_BYTES_MIN}: many share a file. Their chunks are written to a
 * journal, where they are durable, and read from there until {@link #moveOne} has put all of a full
 * journal file into one table of RocksDB, and its place into each run's row. Safe for use by
 * several threads.
 */
final class GatheredRuns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GatheredRuns.class);
  private static final Journal.Limits LIMITS =
      new Journal.Limits(64 << 20, ChunkLayout.CHUNK_BYTES);

  private static final long COMPACTED_BYTES_MIN = 64L << 20;
  private static final long COMPACTED_BYTES_MAX = 4L << 30;

  private final Map<RunId, YoungRun> young = new HashMap<>();

  private final Watermark watermark;
  private final Journal journal;
  private final JournalRoom room;

  /** Of runs deleted since {@link #compactionIsDue} said so; before a start, nobody knows. */
  private long deletedBytes = COMPACTED_BYTES_MAX;

  private GatheredRuns(Path folder, ChunkDatabase db, Runnable onFull, Watermark watermark)
      throws IOException, RocksDBException {
    this.watermark = watermark;
    journal =
        Journal.open(
            folder,
            LIMITS,
            GatheredTables.highestNumber(db),
            (place, head) -> replay(db, place, YoungRun.Head.of(head)),
            onFull);
    room = new JournalRoom(journal);
    // Flushed or not before: it is now.
    young.values().stream().filter(YoungRun::allThere).forEach(YoungRun::whole);
  }

  /**
   * @param folder the journal's
   * @param onFull is run when {@link #moveOne} has something to do
   * @param watermark RocksDB's
   */
  static GatheredRuns open(Path folder, ChunkDatabase db, Runnable onFull, Watermark watermark)
      throws IOException, RocksDBException {
    return new GatheredRuns(folder, db, onFull, watermark);
  }

  private void replay(ChunkDatabase db, Place place, YoungRun.Head head) throws IOException {
    var run = young.get(head.run());
    if (head.chunk() == 0) {
      run = new YoungRun(head.run(), head.chunks());
    } else if (run == null) {
      run = started(db, head);
    }
    run.placed(head.chunk(), place);
    young.put(head.run(), run);
  }

  /** A run whose first chunks have left the journal; if it was deleted since, it stays in part. */
  private static YoungRun started(ChunkDatabase db, YoungRun.Head head) throws IOException {
    try {
      var row = db.rocks.get(db.rows, head.run().bytes());
      return row != null && GatheredRow.is(row) && GatheredRow.of(row).chunks() == head.chunks()
          ? new YoungRun(head.run(), GatheredRow.of(row))
          : new YoungRun(head.run(), head.chunks());
    } catch (RocksDBException failed) {
      throw new IOException(failed);
    }
  }

  /**
   * Adds a chunk.
   *
   * @throws ChunkStoreException {@link Kind#MISSING} when the run was deleted since its first
   *     chunk, {@link Kind#BUSY} when too much waits to be moved
   */
  void append(YoungRun run, int chunk, byte[] bytes, int length) throws IOException {
    room.await();
    var head = YoungRun.head(run.id(), chunk, run.chunks());
    journal.append(head, bytes, length, place -> placed(run, chunk, place));
    requireThere(run);
  }

  private synchronized void placed(YoungRun run, int chunk, Place place) {
    if (chunk == 0) {
      var replaced = young.put(run.id(), run);
      if (replaced != null) {
        replaced.deleted();
      }
    }
    if (!run.isDeleted()) {
      run.placed(chunk, place);
    }
  }

  private synchronized void requireThere(YoungRun run) {
    if (run.isDeleted()) {
      throw new ChunkStoreException(
          Kind.MISSING, "run " + run.id() + " was deleted while it was written");
    }
  }

  /** Makes the run durable, and whole. */
  void finish(YoungRun run) throws IOException {
    var last = last(run);
    if (last != null) {
      journal.flush(last);
    }
    setWhole(run);
  }

  /** The same, unless what others have written is being made durable now; false then. */
  boolean finishIfFree(YoungRun run) throws IOException {
    var last = last(run);
    if (last != null && !journal.flushIfFree(last)) {
      return false;
    }
    setWhole(run);
    return true;
  }

  private synchronized @Nullable Place last(YoungRun run) {
    return run.last();
  }

  private synchronized void setWhole(YoungRun run) {
    requireThere(run);
    run.whole();
  }

  /** One chunk; null when it is not there. */
  byte @Nullable [] read(ChunkDatabase db, RunId id, int chunk, ChunkReading how)
      throws IOException, RocksDBException {
    // What was moved between the two looks is found by the next turn.
    while (true) {
      Place place = null;
      long file = 0;
      synchronized (this) {
        var run = young.get(id);
        if (run != null) {
          place = run.place(chunk);
          file = run.file(chunk);
        }
      }
      if (place != null) {
        var found = how.of(journal, place);
        if (found != null) {
          return found;
        }
      } else {
        var row = file != 0 ? null : db.rocks.get(db.rows, id.bytes());
        if (row != null && !GatheredRow.is(row)) {
          return how.of(db, db.blobs, ChunkLayout.chunkKey(id, chunk));
        }
        var number = row == null ? file : GatheredRow.of(row).file(chunk);
        var found = number == 0 ? null : GatheredTables.read(db, number, id, chunk, how);
        if (found != null || !isElsewhere(db, id, chunk, number)) {
          return found;
        }
      }
    }
  }

  /** Whether a chunk that was not found in that file is in another. */
  private boolean isElsewhere(ChunkDatabase db, RunId id, int chunk, long number)
      throws RocksDBException {
    synchronized (this) {
      var run = young.get(id);
      if (run != null) {
        return run.place(chunk) != null || run.file(chunk) != number;
      }
    }
    var row = db.rocks.get(db.rows, id.bytes());
    return row != null && (!GatheredRow.is(row) || GatheredRow.of(row).file(chunk) != number);
  }

  /** How many chunks the run has if it is here and whole, else 0. */
  int held(ChunkDatabase db, RunId id) throws RocksDBException {
    synchronized (this) {
      var run = young.get(id);
      if (run != null) {
        return run.isWhole() ? run.chunks() : 0;
      }
    }
    var row = db.rocks.get(db.rows, id.bytes());
    return row == null ? 0 : ChunkLayout.wholeChunksOf(row);
  }

  /** Puts every run that is not in tables yet into {@code found}, with what {@link #held} says. */
  synchronized void addYoung(Map<RunId, Integer> found) {
    young.forEach((id, run) -> found.put(id, run.isWhole() ? run.chunks() : 0));
  }

  /** Not synced: a deletion that a crash forgets is found again by the sweep at start. */
  void delete(ChunkDatabase db, RunId id) throws RocksDBException {
    synchronized (this) {
      var run = young.remove(id);
      if (run != null) {
        run.deleted();
      }
      var row = db.rocks.get(db.rows, id.bytes());
      if (row == null) {
        return;
      }
      try (var batch = new WriteBatch()) {
        if (GatheredRow.is(row)) {
          deletedBytes += GatheredRow.of(row).bytesThere();
        } else {
          for (int chunk = 0; chunk < ChunkLayout.chunksOf(row); chunk++) {
            batch.delete(db.blobs, ChunkLayout.chunkKey(id, chunk));
          }
        }
        batch.delete(db.rows, id.bytes());
        db.rocks.write(db.unsynced, batch);
      }
    }
  }

  /**
   * Moves the oldest full file of the journal to a table.
   *
   * @param pending where the table is written before it is ingested
   * @return whether there was one
   */
  boolean moveOne(ChunkDatabase db, Path pending) throws IOException, RocksDBException {
    var full = journal.full();
    if (full.isEmpty()) {
      return false;
    }
    long number = full.getFirst();
    var lost = new HashSet<GatheredTables.Chunk>();
    var chunks = chunksIn(number);
    GatheredTables.write(
        db, pending, number, chunks, pace(), (chunk, into) -> body(chunk, into, lost));
    chunks.removeAll(lost);
    settle(db, number, chunks);
    journal.retire(number);
    room.made();
    return true;
  }

  /** For whoever makes a table now; in a hurry once one file of the journal waits for another. */
  MovePace pace() {
    return new MovePace(() -> journal.full().size() > 1, System::nanoTime, MovePace.Rest.THREAD);
  }

  /** What lives in a file of the journal. */
  private synchronized List<GatheredTables.Chunk> chunksIn(long number) {
    var chunks = new ArrayList<GatheredTables.Chunk>();
    for (var run : young.values()) {
      for (int chunk : run.chunksIn(number)) {
        chunks.add(new GatheredTables.Chunk(run.id(), chunk));
      }
    }
    return chunks;
  }

  /** Null for a chunk that has gone meanwhile, or was damaged, which {@code lost} then has. */
  private @Nullable ByteBuffer body(
      GatheredTables.Chunk chunk, ByteBuffer into, Set<GatheredTables.Chunk> lost)
      throws IOException {
    Place place;
    synchronized (this) {
      var run = young.get(chunk.run());
      place = run == null ? null : run.place(chunk.number());
    }
    try {
      var body = place == null ? null : journal.readChecked(place, into);
      if (body == null) {
        lost.add(chunk);
      }
      return body;
    } catch (DamagedJournalException damaged) {
      LOG.error(
          "chunk {} of run {} is lost: {}", chunk.number(), chunk.run(), damaged.getMessage());
      lost.add(chunk);
      return null;
    }
  }

  private synchronized void settle(ChunkDatabase db, long number, List<GatheredTables.Chunk> moved)
      throws IOException, RocksDBException {
    var byRun =
        moved.stream()
            .collect(
                Collectors.groupingBy(
                    GatheredTables.Chunk::run,
                    Collectors.mapping(GatheredTables.Chunk::number, Collectors.toSet())));
    var rows = new HashMap<RunId, GatheredRow>();
    for (var run : young.values()) {
      if (run.chunksIn(number).length > 0) {
        rows.put(run.id(), run.rowAfter(byRun.getOrDefault(run.id(), Set.of()), number));
      }
    }
    write(db, rows);
    rows.forEach(
        (id, row) ->
            young.computeIfPresent(
                id,
                (same, run) -> {
                  run.left(number, row);
                  return run.isSettled() ? null : run;
                }));
  }

  /** Durably: what the rows replace is about to go. */
  private void write(ChunkDatabase db, Map<RunId, GatheredRow> rows)
      throws IOException, RocksDBException {
    var before = db.rocks.getLatestSequenceNumber();
    try (var batch = new WriteBatch()) {
      for (var row : rows.entrySet()) {
        batch.put(db.rows, row.getKey().bytes(), row.getValue().bytes());
      }
      db.rocks.write(db.synced, batch);
      watermark.advance(before + batch.count());
    }
  }

  /** The tables of which a run that is not settled has chunks. */
  synchronized Set<Long> pinned() {
    return young.values().stream()
        .flatMapToLong(run -> Arrays.stream(run.files()))
        .boxed()
        .collect(Collectors.toSet());
  }

  /**
   * Tells rows that chunks were copied to another table. Rows that have changed since stay as they
   * are.
   *
   * @param copied the number of the table that each was in
   * @param number of the table that they are in as well
   */
  synchronized void exchange(ChunkDatabase db, Map<GatheredTables.Chunk, Long> copied, long number)
      throws IOException, RocksDBException {
    var rows = new HashMap<RunId, GatheredRow>();
    for (var copy : copied.entrySet()) {
      var run = copy.getKey().run();
      var row = rows.get(run);
      var stored = row == null ? db.rocks.get(db.rows, run.bytes()) : row.bytes();
      if (stored != null && GatheredRow.is(stored)) {
        rows.put(
            run, GatheredRow.of(stored).moved(copy.getKey().number(), copy.getValue(), number));
      }
    }
    write(db, rows);
  }

  /**
   * Whether so much was deleted since this was true that it is worth to look for it.
   *
   * @param storedBytes of all tables
   */
  synchronized boolean compactionIsDue(long storedBytes) {
    var due =
        deletedBytes >= Math.clamp(storedBytes / 50, COMPACTED_BYTES_MIN, COMPACTED_BYTES_MAX);
    if (due) {
      deletedBytes = 0;
    }
    return due;
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
