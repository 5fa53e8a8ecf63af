package coffer.node.repair;

import coffer.node.placement.Scope;
import coffer.node.repair.Comparison.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs whose rows were applied a moment ago, until it is time to look for them. Bounded. */
final class AppliedRuns {
  private static final int MAX = 100_000;
  private static final int BATCH = 4096;

  private final ConcurrentLinkedQueue<Applied> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  private record Applied(Run run, Instant due) {}

  /** False when there are too many to remember. */
  boolean add(Scope scope, String runId, Instant due) {
    if (count.incrementAndGet() > MAX) {
      count.decrementAndGet();
      return false;
    }
    queue.add(new Applied(new Run(scope, runId), due));
    return true;
  }

  /** Takes those that are due, not all at once. For one thread. */
  List<Run> due(Instant now) {
    var due = new ArrayList<Run>();
    for (var next = queue.peek();
        next != null && !next.due.isAfter(now) && due.size() < BATCH;
        next = queue.peek()) {
      queue.poll();
      count.decrementAndGet();
      due.add(next.run);
    }
    return due;
  }
}
