package coffer.node.index.database;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Whether the rows here are known to be damaged. Damaged rows that another replica can replace are
 * not used meanwhile; without one they serve as far as they can be read. Safe for use by several
 * threads.
 */
public final class RowHealth {
  private final AtomicLong damages = new AtomicLong();
  private final AtomicLong replacements = new AtomicLong();
  private Predicate<Throwable> repair = failure -> false;
  private boolean damaged;
  private boolean stopping;

  /**
   * Who repairs.
   *
   * @param repair whether there is another replica; must not block
   */
  synchronized void onDamage(Predicate<Throwable> repair) {
    this.repair = repair;
  }

  /**
   * Takes note of a failure.
   *
   * @return whether it is damage that will be repaired
   */
  public synchronized boolean found(Throwable failure) {
    if (!RowDamage.in(failure)) {
      return false;
    }
    damages.incrementAndGet();
    if (!damaged && !stopping && repair.test(failure)) {
      damaged = true;
      notifyAll();
    }
    return damaged;
  }

  /** Whether the rows are damaged and about to be replaced. */
  public synchronized boolean damaged() {
    return damaged;
  }

  synchronized void whole() {
    if (damaged) {
      damaged = false;
      replacements.incrementAndGet();
      notifyAll();
    }
  }

  /** How often damage was met. */
  public long damages() {
    return damages.get();
  }

  /** How often damaged rows were replaced. */
  public long replacements() {
    return replacements.get();
  }

  /**
   * Waits until the rows are whole.
   *
   * @throws IllegalStateException when they never will be, as the node stops
   */
  synchronized void awaitWhole() {
    try {
      while (damaged && !stopping) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while rows are replaced", e);
    }
    if (damaged) {
      throw new IllegalStateException("the rows are damaged, and the node stops");
    }
  }

  /** Waits for damage, at most so long. */
  synchronized void awaitDamage(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; !damaged && left > 0; ) {
      wait(left);
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
  }

  /** Lets nobody wait any more. */
  synchronized void stop() {
    stopping = true;
    notifyAll();
  }
}
