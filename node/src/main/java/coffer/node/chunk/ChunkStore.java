package coffer.node.chunk;

import coffer.node.chunk.ChunkStoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chunks of one disk. Blocks; {@link StorageActor} keeps its calls off other threads. Safe for
 * use by several threads, with one at a time for each run that is being written. A call that comes
 * after {@link #close} fails with {@link Kind#CLOSED} and never reaches native memory.
 *
 * <p>The folder: {@code db/} is RocksDB, {@code pending/} holds table files that are being written
 * and is emptied at start, {@code watermark} is {@link Watermark}.
 */
final class ChunkStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkStore.class);
  private static final long REOPENED_EVERY_MS = 60_000;

  /** Runs whose lock is the same wait for each other's last flush. */
  private static final int LOCKS = 256;

  private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();
  private final Path folder;
  private final Path pending;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong fileNumber = new AtomicLong();
  private final FreeSpace freeSpace;
  private final Watermark watermark;
  private final ReentrantReadWriteLock lease = new ReentrantReadWriteLock();
  private final BlobCare blobCare;
  private ChunkDatabase database;
  private long reopenedAtMillis;
  private boolean closed;

  private ChunkStore(Path folder, Clock clock, Watermark watermark, ChunkDatabase database)
      throws IOException {
    this.folder = folder;
    this.pending = folder.resolve("pending");
    this.clock = clock;
    this.freeSpace = FreeSpace.of(folder);
    this.watermark = watermark;
    this.database = database;
    this.blobCare = new BlobCare(folder.resolve("db"));
  }

  /**
   * Opens the store in {@code folder}, making it when there is none.
   *
   * @throws ChunkStoreException with {@link Kind#DAMAGED} when acknowledged writes are missing
   */
  static ChunkStore open(Path folder, Clock clock) {
    try {
      Files.createDirectories(folder.resolve("db"));
      Files.createDirectories(folder.resolve("pending"));
      empty(folder.resolve("pending"));
      var watermark = Watermark.open(folder.resolve("watermark"));
      var database = ChunkDatabase.open(folder.resolve("db"));
      var recovered = database.rocks.getLatestSequenceNumber();
      if (recovered < watermark.sequence()) {
        var lost = watermark.sequence() - recovered;
        database.close();
        watermark.close();
        throw new ChunkStoreException(
            Kind.DAMAGED,
            "the chunk store in "
                + folder
                + " has lost acknowledged writes ("
                + lost
                + " records behind its watermark): its write-ahead log is damaged. Restore the"
                + " folder from a copy");
      }
      TableMarks.ensure(folder, folder.resolve("pending"), database);
      return new ChunkStore(folder, clock, watermark, database);
    } catch (RocksDBException failed) {
      throw new ChunkStoreException(
          ChunkStoreException.of(failed).kind(),
          "the chunk store in " + folder + " cannot be opened: " + failed.getMessage());
    } catch (IOException failed) {
      throw new ChunkStoreException(
          Kind.FAILED, "the chunk store in " + folder + ": " + failed.getMessage());
    }
  }

  /** A new id; the length chooses the lane. */
  RunId newRunId(OptionalLong storedBytes) {
    return RunId.create(RunId.laneFor(storedBytes), clock, random);
  }

  /**
   * Begins a run.
   *
   * @param storedBytes its whole length; the blob lane needs it
   * @param replaces whether it may be here already, in part or damaged
   */
  OpenRun begin(RunId id, OptionalLong storedBytes, boolean replaces) {
    return switch (id.lane()) {
      case TABLE -> new TableRun(this, id, replaces);
      case BLOB -> new BlobRun(this, id, ChunkLayout.chunksFor(storedBytes.orElseThrow()));
    };
  }

  /** One chunk, as it was stored; {@link Kind#MISSING} if it is not there. */
  byte[] read(RunId run, int chunk) {
    return read(run, chunk, false);
  }

  /** As {@link #read}; {@link Kind#DAMAGED} if RocksDB's own checksum of it is wrong. */
  byte[] readVerified(RunId run, int chunk) {
    return read(run, chunk, true);
  }

  private byte[] read(RunId run, int chunk, boolean verified) {
    var found =
        use(
            db ->
                db.rocks.get(
                    switch (run.lane()) {
                      case BLOB -> db.blobs;
                      case TABLE -> db.tables;
                    },
                    verified ? db.verified : db.unverified,
                    ChunkLayout.chunkKey(run, chunk)));
    if (found == null) {
      throw new ChunkStoreException(Kind.MISSING, "chunk " + chunk + " of run " + run);
    }
    return found;
  }

  /** Deletes the runs, whether they were finished or not; does nothing where there is none. */
  void delete(List<RunId> runs) {
    use(
        db -> {
          for (var run : runs) {
            switch (run.lane()) {
              case BLOB -> deleteBlobs(db, run);
              case TABLE -> deleteTables(db, run);
            }
          }
          return runs;
        });
  }

  private void deleteBlobs(ChunkDatabase db, RunId run) throws RocksDBException {
    synchronized (lock(run)) {
      var row = db.rocks.get(db.rows, run.bytes());
      if (row != null) {
        deleteBlobs(db, run, ChunkLayout.chunksOf(row));
      }
    }
  }

  /** Deletes a run of the blob lane that may have chunks and no row any more. */
  void deleteBlobs(RunId run, int chunks) {
    use(
        db -> {
          synchronized (lock(run)) {
            deleteBlobs(db, run, chunks);
          }
          return run;
        });
  }

  private static void deleteBlobs(ChunkDatabase db, RunId run, int chunks) throws RocksDBException {
    try (var batch = new WriteBatch()) {
      for (int chunk = 0; chunk < chunks; chunk++) {
        batch.delete(db.blobs, ChunkLayout.chunkKey(run, chunk));
      }
      batch.delete(db.rows, run.bytes());
      // Not synced: a deletion that a crash forgets is found again by the sweep at start.
      db.rocks.write(db.unsynced, batch);
    }
  }

  /**
   * Runs what makes a run of the blob lane whole, unless it was deleted since its first chunk:
   * otherwise its row would say so of chunks that are gone.
   *
   * @throws ChunkStoreException {@link Kind#MISSING} when it was
   */
  void unlessDeleted(RunId run, Runnable end) {
    synchronized (lock(run)) {
      if (use(db -> db.rocks.get(db.rows, run.bytes())) == null) {
        throw new ChunkStoreException(Kind.MISSING, "run " + run + " was deleted meanwhile");
      }
      end.run();
    }
  }

  private Object lock(RunId run) {
    return locks.get(Math.floorMod(Arrays.hashCode(run.bytes()), LOCKS));
  }

  private static void deleteTables(ChunkDatabase db, RunId run) throws RocksDBException {
    var first = ChunkLayout.chunkKey(run, 0);
    var end = ChunkLayout.endKey(run);
    db.rocks.deleteFilesInRanges(db.tables, List.of(first, end), false);
    // Files of one run lie wholly inside the range; a leftover is one that was not ingested lowest.
    if (db.rocks.get(db.tables, db.unverified, first) != null
        || db.rocks.get(db.tables, db.unverified, ChunkLayout.markKey(run)) != null) {
      db.rocks.deleteRange(db.tables, first, end);
    }
  }

  /** How many chunks the run has if it is here and whole, else 0. */
  int held(RunId run) {
    return use(db -> held(db, run));
  }

  private static int held(ChunkDatabase db, RunId run) throws RocksDBException {
    var row =
        switch (run.lane()) {
          case BLOB -> db.rocks.get(db.rows, run.bytes());
          case TABLE -> db.rocks.get(db.tables, ChunkLayout.markKey(run));
        };
    return row == null ? 0 : ChunkLayout.wholeChunksOf(row);
  }

  /** Every run that has a chunk here, with what {@link #held} says of it. Reads no chunk. */
  Map<RunId, Integer> runs() {
    return use(
        db -> {
          var found = new HashMap<RunId, Integer>();
          try (var rows = db.rocks.newIterator(db.rows)) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
              found.put(RunId.of(rows.key()), ChunkLayout.wholeChunksOf(rows.value()));
            }
            rows.status();
          }
          for (var file : db.rocks.getLiveFilesMetaData()) {
            if (file.level() >= 0 && isTables(file.columnFamilyName())) {
              var run = ChunkLayout.runOf(file.smallestKey());
              if (!found.containsKey(run)) {
                found.put(run, held(db, run));
              }
            }
          }
          return found;
        });
  }

  static boolean isTables(byte[] family) {
    return new String(family, java.nio.charset.StandardCharsets.UTF_8).equals("tables");
  }

  /** Throws {@link Kind#FULL} when {@code bytes} more would not leave the reserve. */
  void requireRoom(long bytes) {
    freeSpace.require(bytes);
  }

  /** To be called every few seconds, one call at a time. */
  void lookAfterBlobs() {
    var stopped =
        use(
            db -> {
              try {
                blobCare.look(db, freeSpace.usable());
                return BlobCare.stoppedByDamage(db);
              } catch (IOException failed) {
                throw new ChunkStoreException(Kind.FAILED, failed.toString());
              }
            });
    if (stopped && clock.millis() - reopenedAtMillis >= REOPENED_EVERY_MS) {
      reopen();
    }
  }

  /**
   * RocksDB takes no write any more, and no repair, once a compaction has met damage. The damaged
   * bytes are still told as such when they are read.
   */
  private void reopen() {
    lease.writeLock().lock();
    try {
      if (!closed) {
        LOG.error("a compaction met damage in {}; the database is opened anew", folder);
        reopenedAtMillis = clock.millis();
        database.close();
        closed = true;
        database = ChunkDatabase.openResting(folder.resolve("db"));
        closed = false;
        blobCare.rest();
      }
    } catch (RocksDBException failed) {
      LOG.error("{} cannot be opened anew, and is closed", folder, failed);
    } finally {
      lease.writeLock().unlock();
    }
  }

  Path nextPendingFile() {
    return pending.resolve(fileNumber.incrementAndGet() + ".sst");
  }

  /** Marks everything up to the sequence number, which must be durable, as acknowledged. */
  void acknowledged(long sequence) {
    watermark.advance(sequence);
  }

  /** What a call does with the open database. */
  interface Use<T extends @org.jspecify.annotations.Nullable Object> {
    T with(ChunkDatabase database) throws RocksDBException;
  }

  /** Runs {@code use} while the database cannot be closed. */
  <T extends @org.jspecify.annotations.Nullable Object> T use(Use<T> use) {
    lease.readLock().lock();
    try {
      if (closed) {
        throw new ChunkStoreException(Kind.CLOSED, "the chunk store is closed");
      }
      return use.with(database);
    } catch (RocksDBException failed) {
      throw ChunkStoreException.of(failed);
    } finally {
      lease.readLock().unlock();
    }
  }

  /** Waits for calls in progress, then closes. */
  @Override
  public void close() {
    lease.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        database.close();
        watermark.close();
      }
    } catch (IOException failed) {
      throw new ChunkStoreException(Kind.FAILED, folder + ": " + failed.getMessage());
    } finally {
      lease.writeLock().unlock();
    }
  }

  private static void empty(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        Files.delete(file);
      }
    }
  }
}
