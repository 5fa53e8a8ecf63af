package coffer.node.repair;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Makes callers wait so that they take so many bytes a second together. */
final class RateLimit {
  private final long bytesPerSecond;
  private final LongSupplier nanoTime;
  private final Sleeper sleeper;
  private long freeAt;

  /** Waits. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(long nanos) throws InterruptedException;

    Sleeper THREAD = TimeUnit.NANOSECONDS::sleep;
  }

  RateLimit(long bytesPerSecond, LongSupplier nanoTime, Sleeper sleeper) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
    this.freeAt = nanoTime.getAsLong();
  }

  /** Waits until the bytes before have had their time. */
  void take(long bytes) throws InterruptedException {
    long wait;
    synchronized (this) {
      long now = nanoTime.getAsLong();
      long from = Math.max(now, freeAt);
      freeAt = from + TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
      wait = from - now;
    }
    if (wait > 0) {
      sleeper.sleep(wait);
    }
  }
}
