package coffer.node.index.database;

import coffer.node.index.row.IndexView;
import coffer.node.index.row.PositionCodec;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import coffer.node.replication.DamagedLogException;
import coffer.node.replication.LogApplier;
import coffer.node.replication.LogPosition;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One group's rows in a RocksDB database of its own. RocksDB's write-ahead log is off, since the
 * Raft log is one: a crash takes the database back to its last flush, rows and applied position
 * together, and the log is applied again from there. All rows are in one column family, so that a
 * flush is one moment of them all.
 */
public final class IndexRows implements LogApplier, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexRows.class);
  private static final long OWN_CACHE_BYTES = 8 << 20;

  static {
    RocksDB.loadLibrary();
  }

  private final WriteOptions write = new WriteOptions().setDisableWAL(true);

  /** Held shared by every use of the database, alone by its close: using it then would crash. */
  private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();

  private final RowCache cache;
  private final Optional<RowCache> ownCache;

  /** Another one once damaged rows were replaced. */
  private RowDatabase database;

  private final RowHealth health = new RowHealth();
  private final BucketRows buckets = new BucketRows();
  private final MemoryGuess guess = new MemoryGuess();

  private final List<Consumer<RowChanges>> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> reloads = new CopyOnWriteArrayList<>();
  private final Path directory;
  private boolean closed;
  private volatile LogPosition applied;
  private volatile LogPosition durable;

  /** With a small cache of its own. */
  public IndexRows(Path directory) {
    this(directory, new RowCache(OWN_CACHE_BYTES), true);
  }

  /**
   * @param directory made if missing
   * @param cache is not closed with the rows
   * @throws UncheckedIOException when it cannot be opened
   * @throws DamagedLogException when it is damaged so that it cannot be opened: as its part of the
   *     log may be gone, that is as if the log were damaged
   */
  public IndexRows(Path directory, RowCache cache) {
    this(directory, cache, false);
  }

  private IndexRows(Path directory, RowCache cache, boolean ownsCache) {
    this.directory = directory;
    this.cache = cache;
    ownCache = ownsCache ? Optional.of(cache) : Optional.empty();
    try {
      Files.createDirectories(directory);
      database = RowDatabase.open(directory, cache.blocks);
      RowInstallation.dropHalf(db(), write);
      durable = PositionCodec.decode(Optional.ofNullable(db().get(RowKeys.meta())));
    } catch (RocksDBException e) {
      if (RowDamage.in(e)) {
        throw new DamagedLogException(
            "the index in " + directory + " is damaged: " + e.getMessage());
      }
      throw failed("cannot open the index in " + directory, e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the index in " + directory, e);
    }
    applied = durable;
  }

  private RocksDB db() {
    return database.rocks;
  }

  /** What is known of damage here. */
  public RowHealth health() {
    return health;
  }

  /** Tells of all changes applied from now on, in order, once they can be read. */
  public void onApply(Consumer<RowChanges> listener) {
    listeners.add(listener);
  }

  /** Runs when all rows were replaced by a snapshot; before the log is started. */
  public void onReload(Runnable listener) {
    reloads.add(listener);
  }

  @Override
  public LogPosition durable() {
    return durable;
  }

  @Override
  public LogPosition applied() {
    return applied;
  }

  @Override
  public void apply(LogPosition at, byte[] entry) {
    if (entry.length == 0) {
      return;
    }
    var changes = RowChanges.decode(entry);
    while (!write(at, changes)) {
      // The entry waits for whole rows, which may hold it already.
      health.awaitWhole();
    }
    listeners.forEach(listener -> listener.accept(changes));
  }

  /** False when the rows are damaged, and will be replaced. */
  private boolean write(LogPosition at, RowChanges changes) {
    var position = PositionCodec.encode(at);
    open.readLock().lock();
    try (var batch = new WriteBatch()) {
      checkOpen();
      if (at.index() <= applied.index()) {
        return true;
      }
      for (var change : changes.rows().entrySet()) {
        if (change.getValue().isPresent()) {
          batch.put(change.getKey(), change.getValue().get());
        } else {
          batch.delete(change.getKey());
        }
      }
      batch.put(RowKeys.meta(), position);
      boolean ofBucket = changes.touches(RowKeys.BUCKET);
      if (ofBucket) {
        buckets.changing();
      }
      db().write(write, batch);
      if (ofBucket) {
        buckets.changed(db().getLatestSequenceNumber());
      }
      applied = at;
      return true;
    } catch (RocksDBException e) {
      if (health.found(e)) {
        return false;
      }
      throw failed("cannot write the index", e);
    } finally {
      open.readLock().unlock();
    }
  }

  /** One at a time: an earlier flush must not take back what a later one made durable. */
  @Override
  public synchronized LogPosition persist() {
    open.readLock().lock();
    try (var flush = new FlushOptions().setWaitForFlush(true)) {
      checkOpen();
      var flushed = applied;
      db().flush(flush);
      durable = flushed;
      return flushed;
    } catch (RocksDBException e) {
      if (health.found(e)) {
        return durable;
      }
      throw failed("cannot flush the index", e);
    } finally {
      open.readLock().unlock();
    }
  }

  @Override
  public void writeSnapshot(OutputStream to) throws IOException {
    open.readLock().lock();
    try {
      checkOpen();
      var snapshot = db().getSnapshot();
      try (var reading = new ReadOptions().setSnapshot(snapshot).setFillCache(false)) {
        var view = new RocksView(db(), reading);
        RowSnapshot.write(view, PositionCodec.of(view), to);
      } catch (RuntimeException e) {
        health.found(e);
        throw e;
      } finally {
        db().releaseSnapshot(snapshot);
      }
    } finally {
      open.readLock().unlock();
    }
  }

  /** The snapshot is checked as a whole, in a file, before the present rows go. */
  @Override
  public LogPosition installSnapshot(InputStream from) throws IOException {
    return install(from, false);
  }

  /**
   * Replaces rows that are damaged by those of another replica, while entries may be applied.
   *
   * @throws IOException when the snapshot is cut off, damaged, or lacks what is applied here;
   *     nothing has changed then
   */
  public LogPosition replace(InputStream from) throws IOException {
    return install(from, true);
  }

  private LogPosition install(InputStream from, boolean keepsApplied) throws IOException {
    var spooled = directory.resolve("snapshot.incoming");
    try {
      Files.copy(from, spooled, StandardCopyOption.REPLACE_EXISTING);
      LogPosition position;
      try (var checked = Files.newInputStream(spooled)) {
        position = RowSnapshot.read(checked, (key, value) -> {});
      }
      open.writeLock().lock();
      try (var checked = Files.newInputStream(spooled)) {
        checkOpen();
        if (keepsApplied && position.index() < applied.index()) {
          throw new IOException("a snapshot that lacks applied entries");
        }
        durable = LogPosition.NONE;
        applied = LogPosition.NONE;
        buckets.changing();
        if (keepsApplied) {
          beginAnew();
        }
        RowInstallation.fill(db(), write, checked, position);
        buckets.changed(db().getLatestSequenceNumber());
        durable = position;
        applied = position;
        health.whole();
      } catch (RocksDBException e) {
        throw failed("cannot install a snapshot of the index", e);
      } finally {
        open.writeLock().unlock();
      }
      reloads.forEach(Runnable::run);
      return position;
    } finally {
      Files.deleteIfExists(spooled);
    }
  }

  /** Damaged files cannot be emptied by writing to them: a compaction would read them. */
  private void beginAnew() throws RocksDBException {
    closed = true;
    database.close();
    RowDatabase.destroy(directory);
    database = RowDatabase.open(directory, cache.blocks);
    closed = false;
  }

  /** The table files in use. */
  List<Path> tableFiles() {
    open.readLock().lock();
    try {
      checkOpen();
      return database.tableFiles();
    } finally {
      open.readLock().unlock();
    }
  }

  /** Gives {@code reader} the rows of one moment; they are not to be used after it returns. */
  public <R> R read(Function<IndexView, R> reader) {
    return readWaiting(reader, Optional.empty());
  }

  /**
   * The same, to go on with a read for which {@link #readHere} gave nothing.
   *
   * @param found what that read found
   */
  public <R> R read(Function<IndexView, R> reader, FoundRows found) {
    return readWaiting(reader, Optional.of(found));
  }

  private <R> R readWaiting(Function<IndexView, R> reader, Optional<FoundRows> found) {
    open.readLock().lock();
    try {
      return read(reader, found, ReadTier.READ_ALL_TIER);
    } finally {
      open.readLock().unlock();
    }
  }

  /**
   * As {@link #read}, for threads that must not all wait for a disk: empty when rows that {@code
   * reader} asks for are not in memory, or all rows are being replaced.
   *
   * @param fromDisk whether this thread may wait for the disk if no other such thread does
   */
  public <R> Optional<R> readHere(
      Function<IndexView, R> reader, FoundRows found, boolean fromDisk) {
    if (!open.readLock().tryLock()) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(reader, Optional.of(found), ReadTier.BLOCK_CACHE_TIER));
    } catch (NotInMemoryException absent) {
      return fromDisk
          ? cache.turn.ifFree(() -> read(reader, Optional.of(found), ReadTier.READ_ALL_TIER))
          : Optional.empty();
    } finally {
      open.readLock().unlock();
    }
  }

  private <R> R read(Function<IndexView, R> reader, Optional<FoundRows> found, ReadTier tier) {
    checkOpen();
    var snapshot = db().getSnapshot();
    try (var reading = new ReadOptions().setSnapshot(snapshot).setReadTier(tier)) {
      var view = new RocksView(db(), reading);
      var seen = tier == ReadTier.BLOCK_CACHE_TIER ? guess.over(view) : view;
      long sequence = snapshot.getSequenceNumber();
      var rows = buckets.over(sequence, seen);
      return reader.apply(found.map(to -> to.over(database, sequence, rows)).orElse(rows));
    } catch (RuntimeException e) {
      health.found(e);
      throw e;
    } finally {
      db().releaseSnapshot(snapshot);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the index is closed");
    }
  }

  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      try (var flush = new FlushOptions().setWaitForFlush(true)) {
        db().flush(flush);
      } catch (RocksDBException e) {
        // Nothing is lost: the log is applied again.
        LOG.warn("the index was not flushed when it was closed", e);
      }
      database.close();
      ownCache.ifPresent(RowCache::close);
      write.close();
    } finally {
      open.writeLock().unlock();
    }
  }

  private static UncheckedIOException failed(String message, RocksDBException cause) {
    return new UncheckedIOException(message, new IOException(cause));
  }
}
