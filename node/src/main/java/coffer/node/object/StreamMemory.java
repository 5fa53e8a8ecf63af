package coffer.node.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/**
 * How much of the heap the chunk buffers of all uploads and downloads may take together. A client
 * that stalls holds its buffers; without a bound, some hundred of them end the process. Who finds
 * nothing left fails with SlowDown, which clients try again.
 */
final class StreamMemory {
  private final AtomicLong left;

  /**
   * @param bytes at any time
   */
  StreamMemory(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /** A quarter of what the JVM may use: collectors may need twice the size of such arrays. */
  static StreamMemory ofHeap() {
    return new StreamMemory(Runtime.getRuntime().maxMemory() / 4);
  }

  /** Fails with SlowDown. */
  void reserve(long bytes) {
    if (left.addAndGet(-bytes) < 0) {
      left.addAndGet(bytes);
      throw new S3Exception(S3Error.SlowDown);
    }
  }

  /** Whether there is room, without taking it; fails with SlowDown. */
  void requireRoom(long bytes) {
    if (left.get() < bytes) {
      throw new S3Exception(S3Error.SlowDown);
    }
  }

  /**
   * The source, holding memory from when it runs until it ends. It is taken whether it is left or
   * not: a download has asked {@link #requireRoom} before, when it could still be refused, and a
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
  }

  /** What is not reserved. */
  long left() {
    return left.get();
  }
}
