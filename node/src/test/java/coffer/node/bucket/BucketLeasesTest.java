package coffer.node.bucket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long a configuration is used that an actor has lent, and how long the actor waits for it. */
final class BucketLeasesTest {
  private static final long MILLISECOND = 1_000_000;
  private static final long LEASE_MILLIS = BucketState.LEASE.toMillis();

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10 * MILLISECOND);
  private final BucketLeases leases = new BucketLeases(nanos::get);

  @Test
  void aLeaseCountsFromWhenItWasAskedFor() {
    long askedAt = leases.now();
    nanos.addAndGet(100 * MILLISECOND);
    leases.put(SampleBucket.BUCKET, askedAt, LEASE_MILLIS);
    assertEquals(Optional.of(SampleBucket.BUCKET), leases.get("bucket"));
    nanos.addAndGet((LEASE_MILLIS - 101) * MILLISECOND);
    assertEquals(Optional.of(SampleBucket.BUCKET), leases.get("bucket"));
    nanos.addAndGet(MILLISECOND);
    assertEquals(Optional.empty(), leases.get("bucket"));
  }

  @Test
  void whatIsNotLentIsNotKept() {
    leases.put(SampleBucket.BUCKET, leases.now(), 0);
    assertEquals(Optional.empty(), leases.get("bucket"));
  }

  @Test
  void ownChangesEndALease() {
    leases.put(SampleBucket.BUCKET, leases.now(), LEASE_MILLIS);
    leases.drop("bucket");
    assertEquals(Optional.empty(), leases.get("bucket"));
  }

  @Test
  void theActorOutlastsWhatItLent() {
    long askedAt = leases.now();
    nanos.addAndGet(3 * MILLISECOND);
    var state = BucketState.unknown(nanos.get(), false);
    assertFalse(state.lentFor(nanos.get()).isPositive());
    state = state.lent(nanos.get());
    leases.put(SampleBucket.BUCKET, askedAt, LEASE_MILLIS);
    for (int millis = 0; state.lentFor(nanos.get()).isPositive(); millis++) {
      assertTrue(millis <= LEASE_MILLIS, "it runs out");
      nanos.addAndGet(MILLISECOND);
    }
    assertEquals(Optional.empty(), leases.get("bucket"));
  }

  @Test
  void anActorThatFollowsAnotherWaitsForThatOnesLeases() {
    var state = BucketState.unknown(nanos.get(), true);
    assertEquals(BucketState.LEASE, state.lentFor(nanos.get()));
    assertEquals(Duration.ZERO, state.lentFor(nanos.get() + BucketState.LEASE.toNanos()));
  }
}
