package coffer.node.index.database;

import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowCursor;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Rows in a map; counts what is asked for. Rows that it lacks may be said to be on a disk. */
final class CountedRows implements IndexView {
  private final Map<ByteBuffer, byte[]> rows = new HashMap<>();
  private int asked;
  private boolean absentIsOnDisk;

  CountedRows put(byte[] key, String value) {
    rows.put(ByteBuffer.wrap(key), value.getBytes());
    return this;
  }

  CountedRows absentIsOnDisk() {
    absentIsOnDisk = true;
    return this;
  }

  void clear() {
    rows.clear();
  }

  int asked() {
    return asked;
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    asked++;
    var row = rows.get(ByteBuffer.wrap(key));
    if (row == null && absentIsOnDisk) {
      throw new NotInMemoryException();
    }
    return Optional.ofNullable(row);
  }

  @Override
  public RowCursor cursor() {
    throw new UnsupportedOperationException();
  }
}
