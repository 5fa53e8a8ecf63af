package coffer.node.index.row;

import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rows to put and to delete, at most one change for each key: what one log entry holds.
 *
 * <p>Encoded: version (1 byte, {@value #VERSION}), then for each change in key order: 0 for a
 * delete or 1 for a put (1 byte), the key, and for a put the value, each with its length (varint)
 * before it.
 */
public final class RowChanges {
  static final int VERSION = 1;

  private final TreeMap<byte[], Optional<byte[]>> rows = new TreeMap<>(Arrays::compareUnsigned);
  private long bytes;

  /** Replaces what was said of the key before. */
  public RowChanges put(byte[] key, byte[] value) {
    bytes += key.length + value.length + 12L;
    rows.put(key, Optional.of(value));
    return this;
  }

  /** Replaces what was said of the key before. */
  public RowChanges delete(byte[] key) {
    bytes += key.length + 6L;
    rows.put(key, Optional.empty());
    return this;
  }

  /** Adds later changes, which win over these. */
  public void addAll(RowChanges later) {
    bytes += later.bytes;
    rows.putAll(later.rows);
  }

  /** In key order; an empty value deletes. */
  public SortedMap<byte[], Optional<byte[]>> rows() {
    return Collections.unmodifiableSortedMap(rows);
  }

  /** Whether it changes a row of that kind. */
  public boolean touches(byte kind) {
    var behind = rows.tailMap(RowKeys.kind(kind));
    return !behind.isEmpty() && behind.firstKey()[0] == kind;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** No less than the encoded size. */
  public long bytes() {
    return bytes;
  }

  /** The bytes of a log entry, as the class says. */
  public byte[] encode() {
    var writer = new RowWriter(VERSION, (int) Math.min(bytes + 16, 1 << 24));
    rows.forEach(
        (key, value) -> {
          writer.flag(value.isPresent()).bytes(key);
          value.ifPresent(writer::bytes);
        });
    return writer.toBytes();
  }

  /** Fails with {@link CorruptRowException}. */
  public static RowChanges decode(byte[] encoded) {
    var reader = new RowReader(encoded, VERSION);
    var changes = new RowChanges();
    while (reader.hasMore()) {
      var puts = reader.flag();
      var key = reader.bytes();
      if (puts) {
        changes.put(key, reader.bytes());
      } else {
        changes.delete(key);
      }
    }
    return changes;
  }
}
