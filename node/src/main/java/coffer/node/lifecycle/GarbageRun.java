package coffer.node.lifecycle;

import coffer.node.chunk.LocalRuns;
import coffer.node.chunk.RunStore;
import coffer.node.index.ObjectIndex;
import coffer.node.index.record.Garbage;
import coffer.node.placement.Scope;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the chunks that nothing refers to any more. Blocks.
 *
 * <p>Garbage that the index lists stays for a grace, since a read that began before may still need
 * it. Runs that the index does not know at all are what a crash left of writes; only those that
 * were there at start are looked at, and only after the grace, so that none is of a write whose
 * commit is still under way.
 */
final class GarbageRun {
  private static final Logger LOG = LoggerFactory.getLogger(GarbageRun.class);
  private static final int BATCH = 500;

  private final ObjectIndex index;
  private final RunStore runs;
  private final LocalRuns local;
  private final Duration grace;
  private final Clock clock;

  GarbageRun(ObjectIndex index, RunStore runs, LocalRuns local, Duration grace, Clock clock) {
    this.index = index;
    this.runs = runs;
    this.local = local;
    this.grace = grace;
    this.clock = clock;
  }

  /**
   * Deletes what has been garbage for longer than the grace.
   *
   * @return how many runs
   */
  int collect() {
    return index.groups().stream().filter(index::leads).mapToInt(this::collect).sum();
  }

  private int collect(String group) {
    int collected = 0;
    List<String> due;
    do {
      due = due(group);
      if (!due.isEmpty()) {
        runs.delete(Scope.parse(group), due).toCompletableFuture().join();
        index.collected(group, due).toCompletableFuture().join();
      }
      collected += due.size();
    } while (due.size() == BATCH);
    return collected;
  }

  private List<String> due(String group) {
    var latest = clock.instant().minus(grace);
    return index.garbage(group, BATCH).toCompletableFuture().join().stream()
        .filter(garbage -> !garbage.since().isAfter(latest))
        .map(Garbage::runId)
        .toList();
  }

  /**
   * The runs in the store now, before anything is written, to be given to {@link #sweep} after the
   * grace.
   */
  Set<String> present() {
    return local.runs().toCompletableFuture().join().keySet();
  }

  /**
   * Deletes those of {@code atStart} that nothing in the index refers to.
   *
   * @return how many
   */
  int sweep(Set<String> atStart) {
    var unknown = new HashSet<>(atStart);
    if (!unknown.isEmpty()) {
      index.forEachRun((group, run) -> unknown.remove(run));
    }
    if (!unknown.isEmpty()) {
      local.delete(List.copyOf(unknown)).toCompletableFuture().join();
      LOG.info("deleted {} runs of writes that never ended", unknown.size());
    }
    return unknown.size();
  }
}
