package coffer.node.chunk;

import coffer.node.chunk.ChunkStoreException.Kind;
import coffer.node.journal.DamagedJournalException;
import coffer.node.mark.Watermark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chunks of one disk. Blocks; {@link StorageActor} keeps its calls off other threads. Safe for
 * use by several threads, with one at a time for each run that is being written. A call that comes
 * after {@link #close} fails with {@link Kind#CLOSED} and never reaches native memory.
 *
 * <p>The folder: {@code db/} is RocksDB, {@code pending/} holds table files that are being written
 * and is emptied at start, {@code journal/} is the journal of {@link GatheredRuns}, {@code
 * watermark} is RocksDB's {@link Watermark}.
 */
final class ChunkStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkStore.class);
  private static final long REOPENED_EVERY_MS = 60_000;

  private final Path folder;
  private final Path pending;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong fileNumber = new AtomicLong();
  private final FreeSpace freeSpace;
  private final Watermark watermark;
  private final ReentrantReadWriteLock lease = new ReentrantReadWriteLock();
  private final BlobCare blobCare;
  private final GatheredRuns gathered;
  private final TableCompaction compaction;
  private final ExecutorService mover =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("coffer-chunk-mover").daemon().factory());
  private final AtomicBoolean moving = new AtomicBoolean();
  private ChunkDatabase database;
  private long reopenedAtMillis;
  private boolean closed;

  private ChunkStore(Path folder, Clock clock, Watermark watermark, ChunkDatabase database)
      throws IOException, RocksDBException {
    this.folder = folder;
    this.pending = folder.resolve("pending");
    this.clock = clock;
    this.freeSpace = FreeSpace.of(folder);
    this.watermark = watermark;
    this.database = database;
    this.blobCare = new BlobCare(folder.resolve("db"));
    this.gathered =
        GatheredRuns.open(folder.resolve("journal"), database, this::moveSoon, watermark);
    this.compaction = new TableCompaction(gathered);
    moveSoon();
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
      var database = ChunkDatabase.open(folder);
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
      try {
        TableMarks.ensure(folder, folder.resolve("pending"), database);
        return new ChunkStore(folder, clock, watermark, database);
      } catch (IOException | RocksDBException | RuntimeException failed) {
        database.close();
        watermark.close();
        throw failed;
      }
    } catch (DamagedJournalException damaged) {
      throw new ChunkStoreException(
          Kind.DAMAGED,
          "the chunk store in "
              + folder
              + " has lost acknowledged writes: its journal is damaged, "
              + damaged.getMessage()
              + ". Restore the folder from a copy");
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
   * @param storedBytes its whole length; gathered runs need it
   * @param replaces whether it may be here already, in part or damaged
   */
  OpenRun begin(RunId id, OptionalLong storedBytes, boolean replaces) {
    return switch (id.lane()) {
      case TABLE -> new TableRun(this, id, replaces);
      case GATHERED ->
          new GatheredRun(this, gathered, id, ChunkLayout.chunksFor(storedBytes.orElseThrow()));
    };
  }

  /** One chunk, as it was stored; {@link Kind#MISSING} if it is not there. */
  byte[] read(RunId run, int chunk) {
    return read(run, chunk, ChunkReading.UNVERIFIED);
  }

  /** As {@link #read}; {@link Kind#DAMAGED} if RocksDB's own checksum of it is wrong. */
  byte[] readVerified(RunId run, int chunk) {
    return read(run, chunk, ChunkReading.VERIFIED);
  }

  byte[] read(RunId run, int chunk, ChunkReading how) {
    return use(
        db ->
            found(
                switch (run.lane()) {
                  case GATHERED -> gathered.read(db, run, chunk, how);
                  case TABLE -> how.of(db, db.tables, ChunkLayout.chunkKey(run, chunk));
                },
                run,
                chunk));
  }

  private static byte[] found(byte @Nullable [] bytes, RunId run, int chunk) {
    if (bytes == null) {
      throw new ChunkStoreException(Kind.MISSING, "chunk " + chunk + " of run " + run);
    }
    return bytes;
  }

  /** Deletes the runs, whether they were finished or not; does nothing where there is none. */
  void delete(List<RunId> runs) {
    use(
        db -> {
          for (var run : runs) {
            switch (run.lane()) {
              case GATHERED -> gathered.delete(db, run);
              case TABLE -> deleteTables(db, run);
            }
          }
          return runs;
        });
  }

  private static void deleteTables(ChunkDatabase db, RunId run) throws RocksDBException {
    var first = ChunkLayout.chunkKey(run, 0);
    var end = ChunkLayout.endKey(run);
    db.rocks.deleteFilesInRanges(db.tables, List.of(first, end), false);
    // Files of one run lie wholly inside the range; a leftover is one that was not ingested lowest.
    if (db.rocks.get(db.tables, db.verified, first) != null
        || db.rocks.get(db.tables, db.verified, ChunkLayout.markKey(run)) != null) {
      db.rocks.deleteRange(db.tables, first, end);
    }
  }

  /** How many chunks the run has if it is here and whole, else 0. */
  int held(RunId run) {
    return use(db -> held(db, run));
  }

  private int held(ChunkDatabase db, RunId run) throws RocksDBException {
    return switch (run.lane()) {
      case GATHERED -> gathered.held(db, run);
      case TABLE -> {
        var mark = db.rocks.get(db.tables, ChunkLayout.markKey(run));
        yield mark == null ? 0 : ChunkLayout.wholeChunksOf(mark);
      }
    };
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
          gathered.addYoung(found);
          for (var file : db.rocks.getLiveFilesMetaData()) {
            if (file.level() >= 0 && isFamily(file.columnFamilyName(), "tables")) {
              var run = ChunkLayout.runOf(file.smallestKey());
              if (!found.containsKey(run)) {
                found.put(run, held(db, run));
              }
            }
          }
          return found;
        });
  }

  static boolean isFamily(byte[] family, String name) {
    return new String(family, StandardCharsets.UTF_8).equals(name);
  }

  /** Throws {@link Kind#FULL} when {@code bytes} more would not leave the reserve. */
  void requireRoom(long bytes) {
    freeSpace.require(bytes);
  }

  /** To be called every few seconds, one call at a time. */
  void lookAfter() {
    moveSoon();
    var stopped =
        use(
            db -> {
              blobCare.look(db, freeSpace.usable());
              return BlobCare.stoppedByDamage(db);
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
        database = ChunkDatabase.openResting(folder);
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

  private void moveSoon() {
    if (moving.compareAndSet(false, true)) {
      try {
        mover.execute(this::move);
      } catch (RejectedExecutionException closing) {
        LOG.debug("nothing is moved any more", closing);
      }
    }
  }

  /** What fails is tried again when {@link #lookAfter} is called next. */
  private void move() {
    moving.set(false);
    try {
      while (use(db -> gathered.moveOne(db, pending))) {
        LOG.debug("a file of the journal was moved to a table");
      }
      use(db -> compaction.compact(db, pending));
    } catch (ChunkStoreException failed) {
      if (failed.kind() != Kind.CLOSED) {
        LOG.warn("chunks stay in the journal: {}", failed.getMessage());
      }
    }
  }

  /** What a call does with the open database. */
  interface Use<T extends @Nullable Object> {
    T with(ChunkDatabase database) throws IOException, RocksDBException;
  }

  /** Runs {@code use} while the database cannot be closed. */
  <T extends @Nullable Object> T use(Use<T> use) {
    lease.readLock().lock();
    try {
      if (closed) {
        throw new ChunkStoreException(Kind.CLOSED, "the chunk store is closed");
      }
      return use.with(database);
    } catch (RocksDBException failed) {
      throw ChunkStoreException.of(failed);
    } catch (IOException failed) {
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
        mover.shutdown();
        gathered.close();
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
