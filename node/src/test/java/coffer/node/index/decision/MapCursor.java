package coffer.node.index.decision;

import coffer.node.index.row.RowCursor;
import java.util.Map.Entry;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** Over a sorted map that does not change meanwhile. */
public final class MapCursor implements RowCursor {
  private final NavigableMap<byte[], byte[]> rows;
  private @Nullable Entry<byte[], byte[]> here;

  /** Stands nowhere at first. */
  public MapCursor(NavigableMap<byte[], byte[]> rows) {
    this.rows = rows;
  }

  @Override
  public void seek(byte[] key) {
    here = rows.ceilingEntry(key);
  }

  @Override
  public boolean valid() {
    return here != null;
  }

  @Override
  public byte[] key() {
    return entry().getKey();
  }

  @Override
  public byte[] value() {
    return entry().getValue();
  }

  @Override
  public void next() {
    here = rows.higherEntry(entry().getKey());
  }

  private Entry<byte[], byte[]> entry() {
    var entry = here;
    if (entry == null) {
      throw new IllegalStateException("no row here");
    }
    return entry;
  }

  @Override
  public void close() {}
}
