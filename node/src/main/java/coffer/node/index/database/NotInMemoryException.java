package coffer.node.index.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** A row is on the disk alone, and was to be read from memory only. */
final class NotInMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotInMemoryException() {
    super("not in memory", null, false, false);
  }

  /** What a failed read is to be thrown as. */
  static RuntimeException or(RocksDBException failed) {
    var status = failed.getStatus();
    return status != null && status.getCode() == Status.Code.Incomplete
        ? new NotInMemoryException()
        : new UncheckedIOException("cannot read the index", new IOException(failed));
  }
}
