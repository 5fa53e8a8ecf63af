package coffer.node.bucket;

import coffer.http.bucket.Bucket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Configurations that buckets' actors have lent, so that not every request has to ask. An actor
 * answers a change only when all that it lent to other nodes has run out; on its own node it takes
 * it back.
 */
final class BucketLeases {
  private static final int HELD_MAX = 10_000;

  private final LongSupplier nanoTime;
  private final Map<String, Lease> held = new ConcurrentHashMap<>();

  private record Lease(Bucket bucket, long untilNanos, Loan loan) {}

  BucketLeases(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  Optional<Bucket> get(String name) {
    var lease = held.get(name);
    return lease == null || lease.loan.isOver() || lease.untilNanos - now() <= 0
        ? Optional.empty()
        : Optional.of(lease.bucket);
  }

  /**
   * @param askedAt {@link #now} before the actor was asked, so that the lease ends here first
   * @param millis 0 for no lease
   */
  void put(Bucket bucket, long askedAt, long millis) {
    put(bucket, askedAt, millis, new Loan());
  }

  /** As above, for what may be taken back. */
  void put(Bucket bucket, long askedAt, long millis, Loan loan) {
    if (millis > 0) {
      if (held.size() >= HELD_MAX) {
        held.clear();
      }
      held.put(bucket.name(), new Lease(bucket, askedAt + millis * 1_000_000, loan));
    }
  }

  void drop(String name) {
    held.remove(name);
  }
}
