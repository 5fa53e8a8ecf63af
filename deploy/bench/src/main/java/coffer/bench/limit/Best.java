package coffer.bench.limit;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.util.function.LongSupplier;

/**
 * How often something can be done in a second: the best of windows that are opened until none has
 * been better for a while. Whatever else runs makes single windows worse, and a loop is slow until
 * it is compiled.
 */
final class Best {
  /** What is done over and over. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException, GeneralSecurityException;
  }

  private static final long WINDOW_NANOS = 200_000_000L;
  private static final int WINDOWS_MAX = 60;
  private static final int WITHOUT_GAIN = 5;
  private static final double GAIN = 1.02;

  private Best() {}

  /** Of time: for what waits for something. */
  static double perSecond(Step step) throws IOException, GeneralSecurityException {
    return best(step, System::nanoTime);
  }

  /** Of time on a core: for what only computes, so that it does not matter who else does. */
  static double perCoreSecond(Step step) throws IOException, GeneralSecurityException {
    return best(step, ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
  }

  private static double best(Step step, LongSupplier nanos)
      throws IOException, GeneralSecurityException {
    double best = 0;
    int withoutGain = 0;
    for (int i = 0; i < WINDOWS_MAX && withoutGain < WITHOUT_GAIN; i++) {
      double rate = window(step, nanos);
      withoutGain = rate > best * GAIN ? 0 : withoutGain + 1;
      best = Math.max(best, rate);
    }
    return best;
  }

  private static double window(Step step, LongSupplier nanos)
      throws IOException, GeneralSecurityException {
    long start = nanos.getAsLong();
    long done = 0;
    long took = 0;
    for (int batch = 1; took < WINDOW_NANOS; batch = Math.min(2 * batch, 16)) {
      for (int i = 0; i < batch; i++) {
        step.run();
      }
      done += batch;
      took = nanos.getAsLong() - start;
    }
    return done * 1e9 / took;
  }
}
