package coffer.node.index;

import java.util.Arrays;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes that were decided and are not applied yet, laid over the applied rows. Each belongs to a
 * numbered batch and goes when its batch was applied, unless a later batch changed the row again.
 * For one thread.
 */
final class PendingRows {
  private record Pending(long batch, Optional<byte[]> value) {}

  private final TreeMap<byte[], Pending> rows = new TreeMap<>(Arrays::compareUnsigned);

  void add(long batch, RowChanges changes) {
    changes.rows().forEach((key, value) -> rows.put(key, new Pending(batch, value)));
  }

  void applied(long batch, RowChanges changes) {
    for (var key : changes.rows().keySet()) {
      var pending = rows.get(key);
      if (pending != null && pending.batch() == batch) {
        rows.remove(key);
      }
    }
  }

  void clear() {
    rows.clear();
  }

  IndexView over(IndexView applied) {
    return new IndexView() {
      @Override
      public Optional<byte[]> get(byte[] key) {
        var pending = rows.get(key);
        return pending == null ? applied.get(key) : pending.value();
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
    private @Nullable Entry<byte[], Pending> above;

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
      while (pending != null && onPending() && pending.getValue().value().isEmpty()) {
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
      return pending != null && onPending()
          ? pending.getValue().value().orElseThrow()
          : below.value();
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
