package coffer.kms.ring;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A key ring in memory that keeps the port's rules. */
public final class MemoryKeyRing implements KeyRing {
  private final TreeMap<String, Row> rows = new TreeMap<>();
  private Runnable beforeNextWrite = () -> {};
  private boolean complete = true;

  /** As on a node that has just started. */
  public synchronized void complete(boolean now) {
    complete = now;
  }

  @Override
  public synchronized boolean complete() {
    return complete;
  }

  /** Runs once, just before the next write is looked at: another node that comes first. */
  public synchronized void beforeNextWrite(Runnable other) {
    beforeNextWrite = other;
  }

  @Override
  public synchronized Optional<Row> read(String id) {
    return Optional.ofNullable(rows.get(id));
  }

  @Override
  public synchronized List<Row> scan(String prefix) {
    return rows.tailMap(prefix).values().stream()
        .takeWhile(row -> row.id().startsWith(prefix))
        .toList();
  }

  @Override
  public synchronized CompletionStage<Boolean> write(List<Write> writes) {
    var other = beforeNextWrite;
    beforeNextWrite = () -> {};
    other.run();
    for (var write : writes) {
      var now = rows.get(write.id());
      if ((now == null ? 0 : now.version()) != write.expectedVersion()) {
        return CompletableFuture.completedFuture(false);
      }
    }
    for (var write : writes) {
      var value = write.value();
      if (value == null) {
        rows.remove(write.id());
      } else {
        rows.put(write.id(), new Row(write.id(), write.expectedVersion() + 1, value));
      }
    }
    return CompletableFuture.completedFuture(true);
  }
}
