package coffer.node.index.database;

import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowKeys;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rows of buckets, which every request looks at and which seldom change. One that was read is
 * kept until the row of any bucket is written.
 */
final class BucketRows {
  private static final int ROWS_MAX = 256;
  private static final int KEPT_BYTES_MAX = 4096;
  private static final long CHANGING = Long.MAX_VALUE;

  /**
   * @param sequence of the last write that the read showed
   */
  private record Kept(long sequence, Optional<byte[]> row) {}

  private final Map<ByteBuffer, Kept> kept = new ConcurrentHashMap<>();

  /** Sequence of the last write to the row of a bucket, or {@link #CHANGING}. */
  private volatile long since;

  /** Rows are about to be written, and a bucket's is among them. One writer at a time. */
  void changing() {
    since = CHANGING;
    kept.clear();
  }

  /**
   * They were.
   *
   * @param sequence of the write, or of a later one
   */
  void changed(long sequence) {
    since = sequence;
  }

  /**
   * Answers what is kept, and keeps what is read.
   *
   * @param below a snapshot that was taken before the call
   * @param sequence of the last write that {@code below} shows
   */
  IndexView over(long sequence, IndexView below) {
    long from = since;
    if (sequence < from) {
      return below;
    }
    return below.lookingUpBy(
        key -> key[0] == RowKeys.BUCKET ? bucket(from, sequence, below, key) : below.get(key));
  }

  private Optional<byte[]> bucket(long from, long sequence, IndexView below, byte[] key) {
    var name = ByteBuffer.wrap(key);
    var known = kept.get(name);
    // Kept since the last change, which still is the last one: the snapshot shows the same row.
    if (known != null && known.sequence >= from && since == from) {
      return known.row;
    }
    var row = below.get(key);
    if (row.isPresent() && row.get().length <= KEPT_BYTES_MAX) {
      if (kept.size() >= ROWS_MAX) {
        kept.clear();
      }
      kept.put(name, new Kept(sequence, row));
    }
    return row;
  }
}
