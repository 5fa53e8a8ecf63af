package coffer.node.index.decision;

import coffer.kms.ring.KeyRing.Row;
import coffer.kms.ring.KeyRing.Write;
import coffer.node.index.row.IndexView;
import coffer.node.index.row.KeyRingCodec;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What is decided about rows of the key ring. Pure. */
final class KeyRingDecisions {
  private KeyRingDecisions() {}

  /** All writes or none. */
  static Decision<Boolean> write(IndexView view, List<Write> writes) {
    var seen = new HashSet<String>();
    var changes = new RowChanges();
    for (var write : writes) {
      if (!seen.add(write.id())) {
        throw new IllegalArgumentException("two writes of one row");
      }
      var key = RowKeys.keyRing(write.id());
      Optional<Row> present = view.get(key).map(value -> KeyRingCodec.decode(key, value));
      if (present.map(Row::version).orElse(0L) != write.expectedVersion()) {
        return Decision.unchanged(false);
      }
      var value = write.value();
      if (value == null) {
        changes.delete(key);
      } else {
        changes.put(
            key, KeyRingCodec.encode(new Row(write.id(), write.expectedVersion() + 1, value)));
      }
    }
    return new Decision<>(changes, true);
  }
}
