package coffer.node.repair;

import coffer.node.chunk.LocalRuns;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides when a run that no row refers to is what is left of a write that never ended. Until its
 * row is there every new run is such a one, and a long upload stays so for hours: a run has to be
 * old by its id, and must have been closed and unknown for the whole grace in which commits come.
 */
final class UnknownRuns {
  private final Duration grace;
  private final Map<String, Instant> since = new HashMap<>();

  UnknownRuns(Duration grace) {
    this.grace = grace;
  }

  /**
   * Which runs to delete now.
   *
   * @param unknown all runs that are unknown now
   * @param open whether a run is being written
   */
  List<String> due(Set<String> unknown, Predicate<String> open, Instant now) {
    since.keySet().retainAll(unknown);
    var due = new ArrayList<String>();
    for (var run : unknown) {
      if (open.test(run)) {
        since.remove(run);
        continue;
      }
      var first = since.putIfAbsent(run, now);
      boolean seenLong = first != null && !now.isBefore(first.plus(grace));
      boolean old = !now.isBefore(Instant.ofEpochMilli(LocalRuns.millisOf(run)).plus(grace));
      if (seenLong && old) {
        due.add(run);
      }
    }
    return due;
  }

  /** Whether some are waiting for their grace to end. */
  boolean waiting() {
    return !since.isEmpty();
  }
}
