package coffer.rig.check;

import coffer.rig.history.Kind;
import coffer.rig.history.Operation;
import coffer.rig.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** That what needs a disabled KMS key is refused, once every node must know of it. */
public final class DisabledKeys {
  /** From the answer to DisableKey until no connected node may use the key. */
  private static final Duration KNOWN_EVERYWHERE = Duration.ofSeconds(5);

  private DisabledKeys() {}

  /**
   * While the key of a bucket was disabled.
   *
   * @param from when DisableKey was answered, in ns of the history's clock
   * @param to when EnableKey was called
   */
  public record Window(long from, long to) {
    /** By another clock. */
    public Window by(LongUnaryOperator clock) {
      return new Window(clock.applyAsLong(from), clock.applyAsLong(to));
    }
  }

  /** Of the buckets whose name says {@code -kms}. */
  public static Finding check(List<Operation> operations, List<Window> windows) {
    var name = "a disabled KMS key opens and makes nothing";
    if (windows.isEmpty()) {
      return Finding.notChecked(name, "no key was disabled");
    }
    var offences = new ArrayList<String>();
    int refused = 0;
    for (var operation : operations) {
      if (operation.subject().bucket().contains("-kms") && needsKey(operation.kind())) {
        for (var window : windows) {
          if (operation.invoked() > window.from() + KNOWN_EVERYWHERE.toNanos()
              && operation.returned() < window.to()) {
            if (succeeded(operation.outcome())) {
              offences.add(operation.toString());
            } else {
              refused++;
            }
          }
        }
      }
    }
    return Finding.of(name, windows.size() + " times, " + refused + " refusals", offences);
  }

  private static boolean needsKey(Kind kind) {
    return switch (kind) {
      case GET, PUT, COPY -> true;
      case HEAD, DELETE, RENAME, MULTIPART, LIST -> false;
    };
  }

  private static boolean succeeded(Outcome outcome) {
    return outcome instanceof Outcome.Found || outcome instanceof Outcome.Written;
  }
}
