package coffer.node.index.row;

import coffer.kms.ring.KeyRing.Row;
import java.nio.charset.StandardCharsets;

/** Key ring rows: the row's version, the value as it was given. The id is in the row's key. */
public final class KeyRingCodec {
  private static final int VERSION = 1;

  private KeyRingCodec() {}

  /** The row's value, as the class says. */
  public static byte[] encode(Row row) {
    return new RowWriter(VERSION, row.value().length + 16)
        .number(row.version())
        .bytes(row.value())
        .toBytes();
  }

  /** The row, of its key and value here; fails with {@link CorruptRowException}. */
  public static Row decode(byte[] key, byte[] value) {
    var reader = new RowReader(value, VERSION);
    var id = new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
    var row = new Row(id, reader.number(), reader.bytes());
    reader.end();
    return row;
  }
}
