package coffer.node.index.database;

import coffer.node.index.row.RowCursor;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Over a RocksDB iterator. */
final class RocksCursor implements RowCursor {
  private final RocksIterator rows;

  RocksCursor(RocksIterator rows) {
    this.rows = rows;
  }

  @Override
  public void seek(byte[] key) {
    rows.seek(key);
    check();
  }

  @Override
  public boolean valid() {
    return rows.isValid();
  }

  @Override
  public byte[] key() {
    return rows.key();
  }

  @Override
  public byte[] value() {
    return rows.value();
  }

  @Override
  public void next() {
    rows.next();
    check();
  }

  /** The end of the rows and a failure look alike until asked. */
  private void check() {
    if (!rows.isValid()) {
      try {
        rows.status();
      } catch (RocksDBException e) {
        throw NotInMemoryException.or(e);
      }
    }
  }

  @Override
  public void close() {
    rows.close();
  }
}
