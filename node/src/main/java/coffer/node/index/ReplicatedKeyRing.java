package coffer.node.index;

import coffer.kms.ring.KeyRing;
import coffer.node.index.call.IndexCall;
import coffer.node.index.call.IndexCall.RingWrite;
import coffer.node.index.call.IndexCalls;
import coffer.node.index.call.IndexReply;
import coffer.node.index.database.IndexRows;
import coffer.node.index.row.KeyRingCodec;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The key ring in the region's group. Reads come from a copy of its rows in memory, which each
 * applied entry replaces as a whole: they never block, and see all writes of one call or none.
 */
final class ReplicatedKeyRing implements KeyRing {

  /** How long a writer waits for its own copy to show what it was told. */
  private static final Duration CATCH_UP = Duration.ofSeconds(2);

  private final IndexRows stored;
  private final List<CatchUp> catchingUp = new ArrayList<>();
  private volatile NavigableMap<byte[], Row> rows = new TreeMap<>(Arrays::compareUnsigned);
  private volatile Optional<IndexCalls> calls = Optional.empty();
  private volatile boolean complete;

  /** A writer that waits until the copy shows that {@code seen} holds. */
  private record CatchUp(BooleanSupplier seen, CompletableFuture<Boolean> done) {}

  /**
   * Reads the rows, and follows what is applied to them from then on.
   *
   * @param complete whether no other node knows more
   */
  ReplicatedKeyRing(IndexRows stored, boolean complete) {
    this.stored = stored;
    this.complete = complete;
    reload();
    stored.onApply(this::applied);
    stored.onReload(this::reload);
  }

  /** The log is started after this has read the rows, so that the way to the leader comes later. */
  void attach(IndexCalls toLeader) {
    calls = Optional.of(toLeader);
  }

  /** The rows here are, or were once, as new as those of the group's leader. */
  void caughtUp() {
    complete = true;
  }

  @Override
  public boolean complete() {
    return complete;
  }

  private synchronized void reload() {
    var loaded = new TreeMap<byte[], Row>(Arrays::compareUnsigned);
    var prefix = RowKeys.kind(RowKeys.KEY_RING);
    stored.read(
        view -> {
          try (var cursor = view.cursor()) {
            for (cursor.seek(prefix); cursor.on(prefix); cursor.next()) {
              var key = cursor.key();
              loaded.put(key, KeyRingCodec.decode(key, cursor.value()));
            }
          }
          return loaded.size();
        });
    become(loaded);
  }

  private synchronized void applied(RowChanges changes) {
    var prefix = RowKeys.kind(RowKeys.KEY_RING);
    var ours = changes.rows().subMap(prefix, RowKeys.behind(prefix));
    if (ours.isEmpty()) {
      return;
    }
    var next = new TreeMap<>(rows);
    ours.forEach(
        (key, value) ->
            value.ifPresentOrElse(
                row -> next.put(key, KeyRingCodec.decode(key, row)), () -> next.remove(key)));
    become(next);
  }

  private synchronized void become(NavigableMap<byte[], Row> next) {
    rows = Collections.unmodifiableNavigableMap(next);
    catchingUp.removeIf(
        each -> {
          var seen = each.seen().getAsBoolean();
          if (seen) {
            each.done().completeAsync(() -> true);
          }
          return seen || each.done().isDone();
        });
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

  /**
   * Completes once the copy here shows the outcome too: who writes a key through this node finds it
   * here, though the leader is another node.
   */
  @Override
  public CompletionStage<Boolean> write(List<Write> writes) {
    var copy = List.copyOf(writes);
    var ring =
        copy.stream()
            .map(
                write ->
                    new RingWrite(
                        write.id(), write.expectedVersion(), Optional.ofNullable(write.value())))
            .toList();
    return calls
        .orElseThrow(() -> new IllegalStateException("the key ring is not started"))
        .call(BucketGroups.REGION, new IndexCall.WriteKeyRing(ring), IndexReply.Flag.class)
        .thenCompose(
            made ->
                shown(() -> made.value() ? showsAll(copy) : showsConflict(copy))
                    .thenApply(seen -> made.value()));
  }

  private boolean showsAll(List<Write> writes) {
    return writes.stream()
        .allMatch(
            write -> {
              var version = version(write.id());
              return version > write.expectedVersion() || (write.value() == null && version == 0);
            });
  }

  private boolean showsConflict(List<Write> writes) {
    return writes.stream().anyMatch(write -> version(write.id()) != write.expectedVersion());
  }

  private long version(String id) {
    return read(id).map(Row::version).orElse(0L);
  }

  private synchronized CompletionStage<Boolean> shown(BooleanSupplier seen) {
    if (seen.getAsBoolean()) {
      return CompletableFuture.completedStage(true);
    }
    var done = new CompletableFuture<Boolean>();
    catchingUp.add(new CatchUp(seen, done));
    return done.completeOnTimeout(false, CATCH_UP.toMillis(), TimeUnit.MILLISECONDS);
  }
}
