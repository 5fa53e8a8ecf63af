package coffer.rig.workload;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How long the rig's own process stood still at most: such a time looks like a pause of the cluster
 * and is none.
 */
public final class Stalls implements AutoCloseable {
  private static final long TICK_NANOS = Duration.ofMillis(20).toNanos();

  private final Thread watch;
  private volatile long longestNanos;
  private volatile boolean closed;

  private Stalls() {
    watch = Thread.ofPlatform().daemon().name("stalls").start(this::watch);
  }

  /** Watches from now on. */
  public static Stalls watching() {
    return new Stalls();
  }

  private void watch() {
    long last = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(TICK_NANOS);
      long now = System.nanoTime();
      longestNanos = Math.max(longestNanos, now - last - TICK_NANOS);
      last = now;
    }
  }

  public Duration longest() {
    return Duration.ofNanos(longestNanos);
  }

  @Override
  public void close() {
    closed = true;
  }
}
