package coffer.node.bucket;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Buckets whose actors have not answered lately. Sharding takes about ten seconds to move the
 * actors of a dead node; meanwhile only one request in a while waits for one in vain.
 */
final class SilentActors {
  private static final long PASSED_BY_NANOS = 2_000_000_000L;
  private static final int REMEMBERED_MAX = 10_000;

  private final LongSupplier nanoTime;
  private final Map<String, Long> until = new ConcurrentHashMap<>();

  SilentActors(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether to do without the actor; of many that ask at the end of the time, one tries it. */
  boolean passBy(String bucket) {
    var end = until.get(bucket);
    if (end == null) {
      return false;
    }
    long now = nanoTime.getAsLong();
    return now - end < 0 || !until.replace(bucket, end, now + PASSED_BY_NANOS);
  }

  void silent(String bucket) {
    if (until.size() >= REMEMBERED_MAX) {
      until.clear();
    }
    until.put(bucket, nanoTime.getAsLong() + PASSED_BY_NANOS);
  }

  void answered(String bucket) {
    if (!until.isEmpty()) {
      until.remove(bucket);
    }
  }
}
