package coffer.node.peer;

import coffer.node.peer.PeerException.Kind;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections to one node: at most {@link #CALLS} calls and {@link #STREAMS} streams at a time,
 * and a bounded number of callers that wait for one. Safe for use by several threads.
 */
final class PeerPool {
  static final int CALLS = 32;
  static final int STREAMS = 32;
  static final int WAITING_MAX = 512;

  /** Shorter than the server keeps an idle connection. */
  private static final long IDLE_SECONDS_MAX = 20;

  /** So that no connection outlives its certificates by more. */
  private static final long AGE_SECONDS_MAX = 600;

  private static final long UNREACHABLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ConcurrentLinkedDeque<PeerConnection> idle = new ConcurrentLinkedDeque<>();
  private final Semaphore calls = new Semaphore(CALLS);
  private final Semaphore streams = new Semaphore(STREAMS);
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile long failedAt;
  private volatile boolean failed;
  private volatile boolean retired;

  /** A place to make an exchange in, to be given back by {@link #leave}. */
  void enter(boolean stream, long nanos) throws InterruptedException {
    var places = stream ? streams : calls;
    if (places.tryAcquire()) {
      return;
    }
    if (waiting.incrementAndGet() > WAITING_MAX) {
      waiting.decrementAndGet();
      throw new PeerException(Kind.UNREACHED, 0, "too many calls to the node wait");
    }
    try {
      if (!places.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
        throw new PeerException(Kind.UNREACHED, 0, "no connection to the node was free in time");
      }
    } finally {
      waiting.decrementAndGet();
    }
  }

  void leave(boolean stream) {
    (stream ? streams : calls).release();
  }

  /** An idle connection, or one that has yet to be connected. */
  Taken take() throws IOException {
    for (var found = idle.pollFirst(); found != null; found = idle.pollFirst()) {
      if (usable(found)) {
        return new Taken(found, true);
      }
      found.abort();
    }
    return new Taken(PeerConnection.unconnected(), false);
  }

  record Taken(PeerConnection connection, boolean connected) {}

  void giveBack(PeerConnection connection) {
    connection.idle();
    idle.addFirst(connection);
    if (retired) {
      closeIdle();
    }
  }

  /** Nobody takes connections from it any more: cuts what is idle, and what is given back later. */
  void retire() {
    retired = true;
    closeIdle();
  }

  private static boolean usable(PeerConnection connection) {
    return connection.usable(IDLE_SECONDS_MAX, AGE_SECONDS_MAX);
  }

  boolean reachable() {
    return !failed || System.nanoTime() - failedAt > UNREACHABLE_NANOS;
  }

  /** The node was not there, or silent: what is idle may hang as well. */
  void failed() {
    failedAt = System.nanoTime();
    failed = true;
    closeIdle();
  }

  void answered() {
    if (failed) {
      failed = false;
    }
  }

  /** Closes what was idle for too long. */
  void sweep() {
    for (var connection : idle) {
      if (!connection.fresh(IDLE_SECONDS_MAX) && idle.remove(connection)) {
        connection.abort();
      }
    }
  }

  boolean unused() {
    return idle.isEmpty()
        && calls.availablePermits() == CALLS
        && streams.availablePermits() == STREAMS
        && waiting.get() == 0;
  }

  private void closeIdle() {
    for (var found = idle.pollFirst(); found != null; found = idle.pollFirst()) {
      found.abort();
    }
  }
}
