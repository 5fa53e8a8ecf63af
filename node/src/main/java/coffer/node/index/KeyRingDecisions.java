package coffer.node.index;

import coffer.kms.ring.KeyRing.Row;
import coffer.kms.ring.KeyRing.Write;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Key ring rows: the row's version, the value as it was given. Pure. */
final class KeyRingDecisions {
  private static final int VERSION = 1;

  private KeyRingDecisions() {}

  static byte[] encode(Row row) {
    return new RowWriter(VERSION, row.value().length + 16)
        .number(row.version())
        .bytes(row.value())
        .toBytes();
  }

  static Row decode(byte[] key, byte[] value) {
    var reader = new RowReader(value, VERSION);
    var id = new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
    var row = new Row(id, reader.number(), reader.bytes());
    reader.end();
    return row;
  }

  /** All writes or none. */
  static Decision<Boolean> write(IndexView view, List<Write> writes) {
    var seen = new HashSet<String>();
    var changes = new RowChanges();
    for (var write : writes) {
      if (!seen.add(write.id())) {
        throw new IllegalArgumentException("two writes of one row");
      }
      var key = RowKeys.keyRing(write.id());
      Optional<Row> present = view.get(key).map(value -> decode(key, value));
      if (present.map(Row::version).orElse(0L) != write.expectedVersion()) {
        return Decision.unchanged(false);
      }
      var value = write.value();
      if (value == null) {
        changes.delete(key);
      } else {
        changes.put(key, encode(new Row(write.id(), write.expectedVersion() + 1, value)));
      }
    }
    return new Decision<>(changes, true);
  }
}
