package coffer.node.index.database;

import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowKeys;
import coffer.node.replication.LogPosition;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * All rows of one group at one moment, as one replica gives them to another.
 *
 * <p>Version (1 byte, {@value #VERSION}), term and index of the position (8 bytes each); for each
 * row in key order the length of the key (4 bytes), the key, the length of the value (4 bytes), the
 * value; then 4 zero bytes, and the CRC32C of everything before (4 bytes). Numbers are big endian.
 * The row of the position is not among the rows.
 */
public final class RowSnapshot {
  static final int VERSION = 1;
  static final int KEY_BYTES_MAX = 64 << 10;
  static final int VALUE_BYTES_MAX = 16 << 20;
  private static final int BUFFER_BYTES = 256 << 10;

  private RowSnapshot() {}

  /** Is given the rows in the order of their keys. */
  @FunctionalInterface
  interface RowSink {
    void row(byte[] key, byte[] value) throws IOException;
  }

  /** Writes the rows; {@code to} stays open. */
  public static void write(IndexView view, LogPosition position, OutputStream to)
      throws IOException {
    var sum = new CRC32C();
    var buffer = new BufferedOutputStream(to, BUFFER_BYTES);
    var out = new DataOutputStream(new CheckedOutputStream(buffer, sum));
    out.writeByte(VERSION);
    out.writeLong(position.term());
    out.writeLong(position.index());
    try (var cursor = view.cursor()) {
      for (cursor.seek(RowKeys.kind(RowKeys.BUCKET)); cursor.valid(); cursor.next()) {
        var key = cursor.key();
        var value = cursor.value();
        out.writeInt(key.length);
        out.write(key);
        out.writeInt(value.length);
        out.write(value);
      }
    }
    out.writeInt(0);
    out.writeInt((int) sum.getValue());
    out.flush();
  }

  /**
   * Reads the rows. Those that were given must be dropped again when it fails.
   *
   * @throws IOException when the snapshot is cut off or damaged
   */
  static LogPosition read(InputStream from, RowSink rows) throws IOException {
    var sum = new CRC32C();
    var in =
        new DataInputStream(
            new CheckedInputStream(new BufferedInputStream(from, BUFFER_BYTES), sum));
    if (in.readUnsignedByte() != VERSION) {
      throw new IOException("a snapshot of a version that is not known here");
    }
    var position = new LogPosition(in.readLong(), in.readLong());
    var before = new byte[] {RowKeys.META, (byte) 0xff};
    for (var length = in.readInt(); length != 0; length = in.readInt()) {
      var key = exactly(in, length, KEY_BYTES_MAX);
      if (Arrays.compareUnsigned(before, key) >= 0) {
        throw new IOException("a snapshot whose rows are not in order");
      }
      rows.row(key, exactly(in, in.readInt(), VALUE_BYTES_MAX));
      before = key;
    }
    var expected = (int) sum.getValue();
    if (in.readInt() != expected) {
      throw new IOException("a snapshot whose checksum is wrong");
    }
    return position;
  }

  private static byte[] exactly(DataInputStream in, int length, int max) throws IOException {
    if (length < 0 || length > max) {
      throw new IOException("a snapshot with a length that cannot be");
    }
    var bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
