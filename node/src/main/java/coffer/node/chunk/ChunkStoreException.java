package coffer.node.chunk;

import coffer.node.journal.DamagedJournalException;
import java.io.IOException;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** The chunk store could not do what was asked; nothing half-written became visible. */
public final class ChunkStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it was. */
  public enum Kind {
    /** The disk has no room; reads go on. */
    FULL,
    /** Too much is waiting already. */
    BUSY,
    /** The store is closed or closing. */
    CLOSED,
    /** A chunk that should be there is not. */
    MISSING,
    /** Acknowledged writes were lost, or a file is damaged. */
    DAMAGED,
    /** The disk or RocksDB failed otherwise. */
    FAILED
  }

  private final Kind kind;

  public ChunkStoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  private ChunkStoreException(Kind kind, Exception cause) {
    super(cause.getMessage(), cause);
    this.kind = kind;
  }

  static ChunkStoreException of(IOException cause) {
    if (cause instanceof DamagedJournalException) {
      return new ChunkStoreException(Kind.DAMAGED, cause);
    }
    // Java tells a full disk by this text only.
    var full = String.valueOf(cause.getMessage()).contains("No space left");
    return new ChunkStoreException(full ? Kind.FULL : Kind.FAILED, cause);
  }

  static ChunkStoreException of(RocksDBException cause) {
    var status = cause.getStatus();
    if (status == null) {
      return new ChunkStoreException(Kind.FAILED, cause);
    }
    if (status.getSubCode() == Status.SubCode.NoSpace) {
      return new ChunkStoreException(Kind.FULL, cause);
    }
    return new ChunkStoreException(
        status.getCode() == Status.Code.Corruption ? Kind.DAMAGED : Kind.FAILED, cause);
  }

  public Kind kind() {
    return kind;
  }
}
