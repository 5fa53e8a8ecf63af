package coffer.node.index.database;

import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowCursor;
import java.util.Optional;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Over a database, as of the moment that the options name. */
record RocksView(RocksDB rocks, ReadOptions reading) implements IndexView {
  @Override
  public Optional<byte[]> get(byte[] key) {
    try {
      return Optional.ofNullable(rocks.get(reading, key));
    } catch (RocksDBException e) {
      throw NotInMemoryException.or(e);
    }
  }

  @Override
  public RowCursor cursor() {
    return new RocksCursor(rocks.newIterator(reading));
  }
}
