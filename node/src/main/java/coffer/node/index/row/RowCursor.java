package coffer.node.index.row;

/** Walks rows in the unsigned byte order of their keys. Starts nowhere: seek first. */
public interface RowCursor extends AutoCloseable {

  /** Moves to the first row whose key is at or behind {@code key}. */
  void seek(byte[] key);

  /** Whether there is a row here. */
  boolean valid();

  /** Whether there is a row here whose key starts so. */
  default boolean on(byte[] prefix) {
    return valid() && RowKeys.startsWith(key(), prefix);
  }

  /** The row's key; only while {@link #valid}. Not to be changed. */
  byte[] key();

  /** The row's value, copied or read on demand; only while {@link #valid}. Not to be changed. */
  byte[] value();

  void next();

  @Override
  void close();
}
