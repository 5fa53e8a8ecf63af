package coffer.node.index;

import coffer.kms.ring.KeyRing;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The key ring in the region's group. Reads come from a copy of its rows in memory, which each
 * applied entry replaces as a whole: they never block, and see all writes of one call or none.
 */
final class ReplicatedKeyRing implements KeyRing {

  /** Where writes are decided and replicated. */
  @FunctionalInterface
  interface Writer {
    CompletionStage<Boolean> write(Function<IndexView, Decision<Boolean>> decide);
  }

  private volatile NavigableMap<byte[], Row> rows = new TreeMap<>(Arrays::compareUnsigned);
  private volatile Optional<Writer> writer = Optional.empty();

  /** Reads the rows, and follows what is applied to them from then on. */
  ReplicatedKeyRing(IndexRows stored) {
    var loaded = new TreeMap<byte[], Row>(Arrays::compareUnsigned);
    var prefix = RowKeys.kind(RowKeys.KEY_RING);
    stored.read(
        view -> {
          try (var cursor = view.cursor()) {
            for (cursor.seek(prefix); BucketDecisions.on(cursor, prefix); cursor.next()) {
              var key = cursor.key();
              loaded.put(key, KeyRingDecisions.decode(key, cursor.value()));
            }
          }
          return loaded.size();
        });
    rows = Collections.unmodifiableNavigableMap(loaded);
    stored.onApply(this::applied);
  }

  /** The log is started after this has read the rows, so that the writer comes later. */
  void attach(Writer group) {
    writer = Optional.of(group);
  }

  private void applied(RowChanges changes) {
    var prefix = RowKeys.kind(RowKeys.KEY_RING);
    var ours = changes.rows().tailMap(prefix);
    if (ours.isEmpty()) {
      return;
    }
    var next = new TreeMap<>(rows);
    ours.forEach(
        (key, value) -> {
          if (RowKeys.startsWith(key, prefix)) {
            value.ifPresentOrElse(
                row -> next.put(key, KeyRingDecisions.decode(key, row)), () -> next.remove(key));
          }
        });
    rows = Collections.unmodifiableNavigableMap(next);
  }

  @Override
  public Optional<Row> read(String id) {
    return Optional.ofNullable(rows.get(RowKeys.keyRing(id)));
  }

  @Override
  public List<Row> scan(String prefix) {
    var from = RowKeys.keyRing(prefix);
    return List.copyOf(rows.subMap(from, true, RowKeys.behind(from), false).values());
  }

  @Override
  public CompletionStage<Boolean> write(List<Write> writes) {
    var copy = List.copyOf(writes);
    return writer
        .orElseThrow(() -> new IllegalStateException("the key ring is not started"))
        .write(view -> KeyRingDecisions.write(view, copy));
  }
}
