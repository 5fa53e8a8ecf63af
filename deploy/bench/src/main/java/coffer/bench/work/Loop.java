package coffer.bench.work;

import java.io.IOException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One connection's operations, one after the other, until the time or the number is up. */
final class Loop {
  /** One operation; gives the bytes of content that it moved. */
  @FunctionalInterface
  interface Step {
    long run() throws IOException;
  }

  private static final long HIGHEST_NANOS = 3_600_000_000_000L;

  private final Ticker ticker;
  private final Schedule schedule;
  private final Histogram nanos = histogram();
  private long bytes;
  private int errors;
  private @Nullable IOException firstError;

  Loop(Ticker ticker, Schedule schedule) {
    this.ticker = ticker;
    this.schedule = schedule;
  }

  /** Latencies in ns up to an hour, three digits. */
  static Histogram histogram() {
    return new Histogram(HIGHEST_NANOS, 3);
  }

  /** Runs at least one operation; fails when more than {@code errorsMax} operations fail. */
  void run(Step step, long untilNanos, long operationsMax, int errorsMax) throws IOException {
    long idleSince = ticker.nanos();
    for (long n = 0; n < operationsMax; n++) {
      if (schedule.open()) {
        if (schedule.dueNanos(n) >= untilNanos) {
          return;
        }
        ticker.sleepUntil(schedule.dueNanos(n));
      }
      long sent = ticker.nanos();
      if (n > 0 && sent >= untilNanos) {
        return;
      }
      try {
        bytes += step.run();
        long answered = ticker.nanos();
        long latency = answered - schedule.countsFromNanos(n, idleSince, sent);
        nanos.recordValue(Math.min(latency, HIGHEST_NANOS));
        idleSince = answered;
      } catch (IOException failed) {
        idleSince = ticker.nanos();
        errors++;
        if (firstError == null) {
          firstError = failed;
        }
        if (errors > errorsMax) {
          throw failed;
        }
      }
    }
  }

  Histogram nanos() {
    return nanos;
  }

  long bytes() {
    return bytes;
  }

  int errors() {
    return errors;
  }

  @Nullable IOException firstError() {
    return firstError;
  }
}
