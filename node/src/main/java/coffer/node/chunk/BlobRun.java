package coffer.node.chunk;

import java.util.Arrays;
import org.rocksdb.WriteBatch;

/**
 * A run of the blob lane. The run's row goes in with the first chunk, so that the sweep finds a run
 * that a crash cut off, and again with the last, so that it says that the run is whole. The last
 * chunk's write is synced, and with it the log before it; RocksDB lets concurrent runs share that
 * sync.
 */
final class BlobRun implements OpenRun {
  private final ChunkStore store;
  private final RunId id;
  private final int chunks;
  private int appended;

  /** A sequence number not above that of our last record. */
  private long durable;

  BlobRun(ChunkStore store, RunId id, int chunks) {
    this.store = store;
    this.id = id;
    this.chunks = chunks;
  }

  @Override
  public RunId id() {
    return id;
  }

  @Override
  public void append(byte[] bytes, int length) {
    if (appended == chunks) {
      throw new IllegalStateException("more chunks than were announced");
    }
    store.requireRoom(length);
    var value = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    var last = appended + 1 == chunks;
    if (last && appended > 0) {
      store.unlessDeleted(id, () -> write(value, true));
    } else {
      write(value, last);
    }
    appended++;
  }

  private void write(byte[] value, boolean last) {
    store.use(
        db -> {
          // What was published before our synced write is in the log before it, and so durable
          // after.
          var before = db.rocks.getLatestSequenceNumber();
          try (var batch = new WriteBatch(value.length + 256)) {
            if (appended == 0 || last) {
              batch.put(db.rows, id.bytes(), ChunkLayout.runRow(chunks, last));
            }
            batch.put(db.blobs, ChunkLayout.chunkKey(id, appended), value);
            db.rocks.write(last ? db.synced : db.unsynced, batch);
            durable = before + batch.count();
          }
          return id;
        });
  }

  @Override
  public void finish() {
    if (appended != chunks) {
      throw new IllegalStateException(
          "run of " + chunks + " chunks finished after " + appended + " of them");
    }
    store.acknowledged(durable);
  }

  @Override
  public void abandon() {
    store.deleteBlobs(id, chunks);
  }
}
