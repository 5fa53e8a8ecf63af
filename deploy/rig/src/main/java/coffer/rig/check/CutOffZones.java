package coffer.rig.check;

import coffer.rig.history.Operation;
import coffer.rig.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;

/** That a zone which no other reaches goes on with its own buckets, for clients beside it. */
public final class CutOffZones {
  private CutOffZones() {}

  /**
   * While a zone was cut off and had to serve.
   *
   * @param from in ns of the history's clock
   * @param to likewise
   * @param failure why its nodes did not serve at all; empty if they did
   */
  public record Window(String zone, long from, long to, String failure) {
    /** By another clock. */
    public Window by(LongUnaryOperator clock) {
      return new Window(zone, clock.applyAsLong(from), clock.applyAsLong(to), failure);
    }
  }

  /** Each directory bucket of the zone acknowledged a write, and answered a read, meanwhile. */
  public static Finding check(List<Operation> operations, List<Window> windows) {
    var name = "a zone that is cut off serves its directory buckets";
    if (windows.isEmpty()) {
      return Finding.notChecked(name, "no zone was cut off for long");
    }
    var offences = new ArrayList<String>();
    long served = 0;
    for (var window : windows) {
      if (!window.failure().isEmpty()) {
        offences.add(window.zone() + ": " + window.failure());
        continue;
      }
      for (var bucket : buckets(operations, window.zone())) {
        var within = operations.stream().filter(op -> isOf(op, bucket, window)).toList();
        long writes = within.stream().filter(op -> op.outcome() instanceof Outcome.Written).count();
        long reads = within.stream().filter(CutOffZones::wasRead).count();
        served += writes + reads;
        if (writes == 0 || reads == 0) {
          offences.add(
              "%s from %.1f to %.1f s: %d writes, %d reads"
                  .formatted(bucket, window.from() / 1e9, window.to() / 1e9, writes, reads));
        }
      }
    }
    return Finding.of(name, windows.size() + " times, " + served + " operations", offences);
  }

  private static TreeSet<String> buckets(List<Operation> operations, String zone) {
    var found = new TreeSet<String>();
    for (var operation : operations) {
      if (operation.subject().bucket().endsWith("--" + zone + "--x-s3")) {
        found.add(operation.subject().bucket());
      }
    }
    return found;
  }

  private static boolean isOf(Operation operation, String bucket, Window window) {
    return operation.subject().bucket().equals(bucket)
        && operation.invoked() >= window.from()
        && operation.returned() <= window.to();
  }

  private static boolean wasRead(Operation operation) {
    return switch (operation.outcome()) {
      case Outcome.Found _, Outcome.Absent _, Outcome.Listed _ -> true;
      case Outcome.Written _,
          Outcome.ConditionFailed _,
          Outcome.Wrong _,
          Outcome.Refused _,
          Outcome.Unknown _ ->
          false;
    };
  }
}
