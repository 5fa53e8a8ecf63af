package coffer.rig.verdict;

import coffer.rig.history.Operation;
import coffer.rig.history.Outcome;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** The longest time in which no write to a bucket was acknowledged, for each bucket. */
final class Pauses {
  /**
   * @param from when it began, in ns of the history's clock
   */
  record Pause(String bucket, long from, Duration length) {}

  private Pauses() {}

  static List<Pause> of(List<Operation> operations, List<String> buckets, long begin, long end) {
    var last = new TreeMap<String, Long>();
    var longest = new TreeMap<String, Pause>();
    for (var bucket : buckets) {
      last.put(bucket, begin);
      longest.put(bucket, new Pause(bucket, begin, Duration.ZERO));
    }
    operations.stream()
        .filter(op -> op.kind().writes() && op.outcome() instanceof Outcome.Written)
        .filter(op -> op.returned() >= begin && op.returned() <= end)
        .sorted(Comparator.comparingLong(Operation::returned))
        .forEach(op -> note(last, longest, op.subject().bucket(), op.returned()));
    buckets.forEach(bucket -> note(last, longest, bucket, end));
    return List.copyOf(longest.values());
  }

  private static void note(
      TreeMap<String, Long> last, TreeMap<String, Pause> longest, String bucket, long at) {
    Long from = last.put(bucket, at);
    if (from != null) {
      var pause = new Pause(bucket, from, Duration.ofNanos(at - from));
      longest.merge(bucket, pause, (a, b) -> a.length().compareTo(b.length()) >= 0 ? a : b);
    }
  }
}
