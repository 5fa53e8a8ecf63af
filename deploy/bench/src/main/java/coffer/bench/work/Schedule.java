package coffer.bench.work;

/**
 * When operations are due, and from when their latencies count.
 *
 * <p>At a given rate an operation is due at its time whether or not the one before it is answered:
 * while a server stalls, users keep coming. An operation that is sent late because the one before
 * it took long counts from when it was due; otherwise the stall would be counted once where it made
 * many wait, which is called coordinated omission. One that is sent late only because the client
 * overslept counts from when it was sent.
 *
 * @param startNanos of the turn
 * @param perSecond of all connections together; 0 without a schedule
 */
record Schedule(long startNanos, double perSecond, int connection, int connections) {

  boolean open() {
    return perSecond > 0;
  }

  /** When the connection's nth operation, counted from 0, is due. */
  long dueNanos(long n) {
    return startNanos + Math.round((n * connections + connection) * 1e9 / perSecond);
  }

  /**
   * @param idleSinceNanos when the operation before was answered
   * @param sentNanos when this one was sent
   */
  long countsFromNanos(long n, long idleSinceNanos, long sentNanos) {
    return open() && idleSinceNanos > dueNanos(n) ? dueNanos(n) : sentNanos;
  }
}
