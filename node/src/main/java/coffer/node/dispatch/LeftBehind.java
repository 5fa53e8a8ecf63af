package coffer.node.dispatch;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Gives away what waits behind a task that takes long: what is in the same place at two looks.
 * Looks only while there is something to see, and sleeps otherwise.
 */
final class LeftBehind implements AutoCloseable {
  /** What is in a place now; null for nothing. */
  @FunctionalInterface
  interface Places {
    @Nullable Runnable in(int place);
  }

  /** Gives it to another thread, if it is still there. */
  @FunctionalInterface
  interface Gift {
    void away(int place, Runnable task);
  }

  /** Looks that see nothing before the next sleep. */
  private static final int QUIET_LOOKS = 3;

  private final long pauseNanos;
  private final Places places;
  private final Gift gift;
  private final @Nullable Runnable[] seen;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("coffer-left").unstarted(this::run);
  private volatile boolean asleep;
  private volatile boolean closed;

  /**
   * @param number of places but for the last one
   * @param pause between two looks
   */
  LeftBehind(int number, Duration pause, Places places, Gift gift) {
    this.pauseNanos = pause.toNanos();
    this.places = places;
    this.gift = gift;
    this.seen = new @Nullable Runnable[number + 1];
  }

  void start() {
    thread.start();
  }

  /** Something is in a place, and may have to wait there. */
  void watch() {
    if (asleep) {
      asleep = false;
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    int quiet = 0;
    while (!closed) {
      quiet = look() ? 0 : quiet + 1;
      if (quiet <= QUIET_LOOKS) {
        LockSupport.parkNanos(this, pauseNanos);
        continue;
      }
      asleep = true;
      // What came before it was said is seen now.
      if (!look()) {
        LockSupport.park(this);
      }
      asleep = false;
      quiet = 0;
    }
  }

  /** Once; whether there was anything. */
  boolean look() {
    boolean anything = false;
    for (int place = 0; place < seen.length; place++) {
      var there = places.in(place);
      anything |= there != null;
      if (there != null && there == seen[place]) {
        gift.away(place, there);
        there = null;
      }
      seen[place] = there;
    }
    return anything;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
