package coffer.node.index.database;

import coffer.node.index.row.CorruptRowException;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Tells damaged rows from other failures. */
public final class RowDamage {
  private RowDamage() {}

  /** Whether a checksum of RocksDB, or a row itself, was found wrong. */
  public static boolean in(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CorruptRowException) {
        return true;
      }
      if (cause instanceof RocksDBException rocks) {
        var status = rocks.getStatus();
        return status != null && status.getCode() == Status.Code.Corruption;
      }
    }
    return false;
  }
}
