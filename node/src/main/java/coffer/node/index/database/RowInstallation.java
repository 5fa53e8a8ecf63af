package coffer.node.index.database;

import coffer.node.index.row.PositionCodec;
import coffer.node.index.row.RowKeys;
import coffer.node.replication.LogPosition;
import java.io.IOException;
import java.io.InputStream;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Puts a snapshot's rows in the place of those that are there. A marker is durable before the first
 * row goes, and goes with the last one durable, so that a crash leaves nothing that passes for
 * whole.
 */
final class RowInstallation {
  private static final int VERSION = 1;
  private static final long BATCH_BYTES = 1 << 20;

  /** The row that is there while a snapshot is being installed. */
  private static final byte[] MARKER = {RowKeys.META, 1};

  private RowInstallation() {}

  /** Replaces all rows; durable when it returns. */
  static void fill(RocksDB rocks, WriteOptions write, InputStream snapshot, LogPosition position)
      throws IOException, RocksDBException {
    try (var flush = new FlushOptions().setWaitForFlush(true);
        var batch = new WriteBatch()) {
      rocks.put(write, MARKER, new byte[] {VERSION});
      rocks.delete(write, RowKeys.meta());
      rocks.flush(flush);
      clear(rocks, write);
      RowSnapshot.read(
          snapshot,
          (key, value) -> {
            try {
              batch.put(key, value);
              if (batch.getDataSize() > BATCH_BYTES) {
                rocks.write(write, batch);
                batch.clear();
              }
            } catch (RocksDBException e) {
              throw new IOException("cannot write the index", e);
            }
          });
      rocks.write(write, batch);
      rocks.flush(flush);
      batch.clear();
      batch.put(RowKeys.meta(), PositionCodec.encode(position));
      batch.delete(MARKER);
      rocks.write(write, batch);
      rocks.flush(flush);
    }
  }

  private static void clear(RocksDB rocks, WriteOptions write) throws RocksDBException {
    rocks.deleteRange(write, RowKeys.kind(RowKeys.BUCKET), new byte[] {(byte) 0xff});
  }

  /** A crash left part of a snapshot: without rows and position, the leader sends another. */
  static void dropHalf(RocksDB rocks, WriteOptions write) throws RocksDBException {
    if (rocks.get(MARKER) == null) {
      return;
    }
    try (var flush = new FlushOptions().setWaitForFlush(true)) {
      clear(rocks, write);
      rocks.delete(write, RowKeys.meta());
      rocks.flush(flush);
      rocks.delete(write, MARKER);
      rocks.flush(flush);
    }
  }
}
