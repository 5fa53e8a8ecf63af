package coffer.node.chunk;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Keeps whoever copies chunks to a table from taking a core and the disk for itself: after each
 * mebibyte it rests for three times as long as that took, unless it must hurry.
 */
final class MovePace {
  static final int STEP_BYTES = 1 << 20;
  static final long REST_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(8);
  private static final int RESTS = 3;

  private final BooleanSupplier hurried;
  private final LongSupplier nanoTime;
  private final Rest rest;
  private long since;
  private long copied;

  /** Waits. */
  @FunctionalInterface
  interface Rest {
    void last(long nanos) throws InterruptedException;

    Rest THREAD = TimeUnit.NANOSECONDS::sleep;
  }

  /**
   * Begins now.
   *
   * @param hurried whether somebody may soon wait for the copy
   */
  MovePace(BooleanSupplier hurried, LongSupplier nanoTime, Rest rest) {
    this.hurried = hurried;
    this.nanoTime = nanoTime;
    this.rest = rest;
    this.since = nanoTime.getAsLong();
  }

  /** So much was copied; rests when it is time. */
  void copied(int bytes) {
    copied += bytes;
    if (copied < STEP_BYTES) {
      return;
    }
    copied = 0;
    if (!hurried.getAsBoolean()) {
      long worked = nanoTime.getAsLong() - since;
      try {
        rest.last(Math.min(RESTS * worked, REST_NANOS_MAX));
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
    }
    since = nanoTime.getAsLong();
  }
}
