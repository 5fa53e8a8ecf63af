package coffer.node.index.group;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts a group's reads, and tells whether they come one at a time, as those of one client that
 * waits for each do: threads may overwrite each other's counts of that, which changes the answer
 * for a moment at most.
 */
final class ReadsUnderWay {
  private static final int ALONE_MIN = 64;

  private final int max;
  private final AtomicInteger reads = new AtomicInteger();
  private volatile int alone;

  /**
   * @param max how many there may be at a time
   */
  ReadsUnderWay(int max) {
    this.max = max;
  }

  /** False when there are too many already; otherwise {@link #end} is due. */
  boolean begin() {
    int now = reads.incrementAndGet();
    if (now > max) {
      reads.decrementAndGet();
      return false;
    }
    int before = alone;
    int after = now > 1 ? 0 : Math.min(before + 1, ALONE_MIN);
    if (after != before) {
      alone = after;
    }
    return true;
  }

  void end() {
    reads.decrementAndGet();
  }

  /** Whether none of the last {@value #ALONE_MIN} met another one. */
  boolean oneAtATime() {
    return alone >= ALONE_MIN;
  }
}
