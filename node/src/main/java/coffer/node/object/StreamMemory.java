package coffer.node.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.stage.Deadlines;
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
  private static final Duration BEGIN_MAX = Duration.ofSeconds(2);

  private final Duration waitMax;
  private final AtomicLong left;
  private final Deque<Waiter> waiting = new ArrayDeque<>();

  /** Written with the lock held, read without: who finds room and nobody waiting takes no lock. */
  private volatile boolean somebodyWaits;

  private record Waiter(long bytes, CompletableFuture<Void> granted) {}

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

  /** Takes so much, which is to be released, once it is there. Fails with SlowDown. */
  CompletionStage<Void> reserve(long bytes) {
    if (reserveNow(bytes)) {
      return CompletableFuture.completedFuture(null);
    }
    var waiter = new Waiter(bytes, new CompletableFuture<>());
    synchronized (this) {
      // Who releases looks for waiters after it has released, and we look again after this.
      somebodyWaits = true;
      if (waiting.isEmpty() && take(bytes)) {
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

  /** Memory for a download, which is to be released or to go to its source. Fails with SlowDown. */
  CompletionStage<Lease> lease(long bytes) {
    return reserve(bytes).thenApply(nothing -> new Lease(bytes));
  }

  /** What a download has reserved before it reads anything. */
  final class Lease {
    private final long bytes;
    private final CompletableFuture<Void> goneOn = new CompletableFuture<>();

    private Lease(long bytes) {
      this.bytes = bytes;
    }

    /** Gives it back, unless a source has it. */
    void release() {
      if (goneOn.complete(null)) {
        StreamMemory.this.release(bytes);
      }
    }

    /**
     * The source, which holds the memory until it ends. A client may be gone before its answer
     * runs: what has not begun in time holds nothing, and takes its memory later whether it is left
     * or not.
     */
    <T> Source<T, NotUsed> during(Source<T, NotUsed> source) {
      Deadlines.SHARED.unless(goneOn, BEGIN_MAX.toNanos(), this::release);
      return Source.lazySource(
              () -> {
                if (!goneOn.complete(null)) {
                  left.addAndGet(-bytes);
                }
                return source.watchTermination(
                    (nothing, ended) ->
                        ended.whenComplete((done, cause) -> StreamMemory.this.release(bytes)));
              })
          .mapMaterializedValue(nothing -> NotUsed.getInstance());
    }
  }

  void release(long bytes) {
    left.addAndGet(bytes);
    if (!somebodyWaits) {
      return;
    }
    List<Waiter> granted = new ArrayList<>();
    synchronized (this) {
      while (!waiting.isEmpty() && take(waiting.getFirst().bytes)) {
        granted.add(waiting.removeFirst());
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
