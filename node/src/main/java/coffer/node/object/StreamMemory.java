package coffer.node.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/**
 * How much of the heap the chunk buffers of all uploads and downloads may take together. A client
 * that stalls holds its buffers; without a bound, some hundred of them end the process. Who finds
 * nothing left waits its turn; who has waited too long, or is one too many to wait, fails with
 * SlowDown, which clients try again. Safe for use by several threads.
 */
final class StreamMemory {
  private static final int WAITING_MAX = 1024;
  private static final Duration WAIT_MAX = Duration.ofSeconds(10);

  private final Duration waitMax;
  private final AtomicLong left;
  private final Deque<Waiter> waiting = new ArrayDeque<>();

  /** Written with the lock held, read without: who finds room and nobody waiting takes no lock. */
  private volatile boolean somebodyWaits;

  /**
   * @param takes whether it gets the bytes, or hears only that they are there
   */
  private record Waiter(long bytes, boolean takes, CompletableFuture<Void> granted) {}

  /**
   * @param bytes at any time
   * @param waitMax before SlowDown
   */
  StreamMemory(long bytes, Duration waitMax) {
    this.left = new AtomicLong(bytes);
    this.waitMax = waitMax;
  }

  /** A quarter of what the JVM may use: collectors may need twice the size of such arrays. */
  static StreamMemory ofHeap() {
    return new StreamMemory(Runtime.getRuntime().maxMemory() / 4, WAIT_MAX);
  }

  /** Takes so much at once, if it is left and nobody waits for it. */
  boolean reserveNow(long bytes) {
    return !somebodyWaits && take(bytes);
  }

  private boolean take(long bytes) {
    // Never less for a moment than there is: others would wait for nothing.
    while (true) {
      long found = left.get();
      if (bytes > found) {
        return false;
      }
      if (left.compareAndSet(found, found - bytes)) {
        return true;
      }
    }
  }

  private boolean isThere(long bytes, boolean takes) {
    return takes ? take(bytes) : bytes <= left.get();
  }

  /** Takes so much, which is to be released, once it is there. Fails with SlowDown. */
  CompletionStage<Void> reserve(long bytes) {
    return await(bytes, true);
  }

  /** Completes when there is room, without taking it. Fails with SlowDown. */
  CompletionStage<Void> awaitRoom(long bytes) {
    return await(bytes, false);
  }

  private CompletionStage<Void> await(long bytes, boolean takes) {
    if (!somebodyWaits && isThere(bytes, takes)) {
      return CompletableFuture.completedFuture(null);
    }
    var waiter = new Waiter(bytes, takes, new CompletableFuture<>());
    synchronized (this) {
      // Who releases looks for waiters after it has released, and we look again after this.
      somebodyWaits = true;
      if (waiting.isEmpty() && isThere(bytes, takes)) {
        somebodyWaits = false;
        return CompletableFuture.completedFuture(null);
      }
      if (waiting.size() >= WAITING_MAX) {
        return CompletableFuture.failedFuture(new S3Exception(S3Error.SlowDown));
      }
      waiting.add(waiter);
    }
    CompletableFuture.delayedExecutor(waitMax.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> giveUp(waiter));
    return waiter.granted;
  }

  private void giveUp(Waiter waiter) {
    boolean waited;
    synchronized (this) {
      waited = waiting.remove(waiter);
      somebodyWaits = !waiting.isEmpty();
    }
    if (waited) {
      waiter.granted.completeExceptionally(new S3Exception(S3Error.SlowDown));
      // It may have stood in the way of a smaller one.
      release(0);
    }
  }

  /**
   * The source, holding memory from when it runs until it ends. It is taken whether it is left or
   * not: a download has waited for {@link #awaitRoom} before, when it could still be refused, and a
   * source that never runs holds nothing.
   */
  <T> Source<T, NotUsed> held(long bytes, Source<T, NotUsed> source) {
    return Source.lazySource(
            () -> {
              left.addAndGet(-bytes);
              return source.watchTermination(
                  (nothing, ended) -> ended.whenComplete((done, cause) -> release(bytes)));
            })
        .mapMaterializedValue(nothing -> NotUsed.getInstance());
  }

  void release(long bytes) {
    left.addAndGet(bytes);
    if (!somebodyWaits) {
      return;
    }
    List<Waiter> granted = new ArrayList<>();
    synchronized (this) {
      long promised = 0;
      while (!waiting.isEmpty()
          && waiting.getFirst().bytes <= left.get() - promised
          && isThere(waiting.getFirst().bytes, waiting.getFirst().takes)) {
        var next = waiting.removeFirst();
        promised += next.takes ? 0 : next.bytes;
        granted.add(next);
      }
      somebodyWaits = !waiting.isEmpty();
    }
    granted.forEach(waiter -> waiter.granted.complete(null));
  }

  /** What is not reserved. */
  long left() {
    return left.get();
  }
}
