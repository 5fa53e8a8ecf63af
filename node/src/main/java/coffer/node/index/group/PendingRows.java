package coffer.node.index.group;

import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowCursor;
import java.util.Arrays;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes that were decided and are not applied yet, laid over the applied rows, so that the next
 * request of the same batch is decided as if they were. For one thread.
 */
final class PendingRows {
  private final TreeMap<byte[], Optional<byte[]>> rows = new TreeMap<>(Arrays::compareUnsigned);

  void add(RowChanges changes) {
    rows.putAll(changes.rows());
  }

  IndexView over(IndexView applied) {
    return new IndexView() {
      @Override
      public Optional<byte[]> get(byte[] key) {
        var pending = rows.get(key);
        return pending == null ? applied.get(key) : pending;
      }

      @Override
      public RowCursor cursor() {
        return new Merged(applied.cursor());
      }
    };
  }

  /** Both in key order, the pending row before the applied one of the same key. */
  private final class Merged implements RowCursor {
    private final RowCursor below;
    private @Nullable Entry<byte[], Optional<byte[]>> above;

    Merged(RowCursor below) {
      this.below = below;
    }

    @Override
    public void seek(byte[] key) {
      below.seek(key);
      above = rows.ceilingEntry(key);
      skipDeleted();
    }

    private boolean onPending() {
      var pending = above;
      return pending != null
          && (!below.valid() || Arrays.compareUnsigned(pending.getKey(), below.key()) <= 0);
    }

    private void skipDeleted() {
      var pending = above;
      while (pending != null && onPending() && pending.getValue().isEmpty()) {
        step();
        pending = above;
      }
    }

    private void step() {
      var pending = above;
      if (pending != null && onPending()) {
        if (below.valid() && Arrays.equals(pending.getKey(), below.key())) {
          below.next();
        }
        above = rows.higherEntry(pending.getKey());
      } else {
        below.next();
      }
    }

    @Override
    public boolean valid() {
      return above != null || below.valid();
    }

    @Override
    public byte[] key() {
      var pending = above;
      return pending != null && onPending() ? pending.getKey() : below.key();
    }

    @Override
    public byte[] value() {
      var pending = above;
      return pending != null && onPending() ? pending.getValue().orElseThrow() : below.value();
    }

    @Override
    public void next() {
      step();
      skipDeleted();
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
