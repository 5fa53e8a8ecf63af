package coffer.node.index.decision;

import coffer.node.index.row.RowCursor;
import coffer.node.index.row.RowKeys;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks the names under a prefix as a listing shows them: each name that has the delimiter behind
 * the prefix gives way to its common prefix, and all other names under that are skipped by a seek.
 *
 * <p>Names are bytes in their order; how they stand in row keys is the subclass's matter.
 */
abstract sealed class Rollup implements AutoCloseable permits ObjectRollup, UploadRollup {
  private final RowCursor cursor;
  private final byte[] rows;
  private final byte[] prefix;
  private final byte[] delimiter;
  private byte @Nullable [] name;
  private boolean common;

  /**
   * @param rows the prefix of the row keys
   * @param delimiter empty for none
   */
  Rollup(RowCursor cursor, byte[] rows, byte[] prefix, byte[] delimiter) {
    this.cursor = cursor;
    this.rows = rows;
    this.prefix = prefix;
    this.delimiter = delimiter;
  }

  /** The name in the key of a row. */
  abstract byte[] nameOf(byte[] rowKey);

  /** The row key behind the prefix of the bucket at which names from this one on begin. */
  abstract byte[] seekBytes(byte[] name);

  /** Goes to the first name or common prefix behind {@code after}; empty for the first of all. */
  final void start(byte[] after) {
    if (after.length == 0 || Arrays.compareUnsigned(after, prefix) < 0) {
      cursor.seek(RowKeys.join(rows, seekBytes(prefix)));
    } else {
      var end = commonEnd(after);
      if (RowKeys.startsWith(after, prefix) && end > 0) {
        seekBehind(Arrays.copyOf(after, end));
      } else {
        cursor.seek(RowKeys.join(rows, seekBytes(after)));
      }
    }
    read();
  }

  final boolean valid() {
    return name != null;
  }

  /** The name, or the common prefix. */
  final byte[] name() {
    var present = name;
    if (present == null) {
      throw new IllegalStateException("behind the last name");
    }
    return present;
  }

  final boolean isCommonPrefix() {
    return common;
  }

  final RowCursor cursor() {
    return cursor;
  }

  final void next() {
    if (common) {
      seekBehind(name());
    } else {
      cursor.next();
    }
    read();
  }

  private void seekBehind(byte[] commonPrefix) {
    // Unescaped prefixes end in the delimiter; escaped ones sort alike.
    cursor.seek(RowKeys.behind(RowKeys.join(rows, prefixBytes(commonPrefix))));
  }

  /** What the row keys of all names with this prefix have behind the bucket's prefix. */
  abstract byte[] prefixBytes(byte[] namePrefix);

  private void read() {
    name = null;
    if (!cursor.on(rows)) {
      return;
    }
    var here = nameOf(cursor.key());
    if (RowKeys.startsWith(here, prefix)) {
      var end = commonEnd(here);
      common = end > 0;
      name = common ? Arrays.copyOf(here, end) : here;
    }
  }

  /** Where the common prefix of a name ends; 0 when it has none. */
  private int commonEnd(byte[] of) {
    if (delimiter.length == 0) {
      return 0;
    }
    for (var at = prefix.length; at + delimiter.length <= of.length; at++) {
      if (Arrays.equals(of, at, at + delimiter.length, delimiter, 0, delimiter.length)) {
        return at + delimiter.length;
      }
    }
    return 0;
  }

  @Override
  public final void close() {
    cursor.close();
  }
}
