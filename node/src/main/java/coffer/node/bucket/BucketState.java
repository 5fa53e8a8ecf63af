package coffer.node.bucket;

import coffer.http.bucket.Bucket;
import coffer.kms.envelope.SealedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a bucket's actor knows, and for how long that is good. Immutable.
 *
 * @param bucket the configuration as last read or written; empty when it is not known
 * @param readAt when the read or write of {@code bucket} began
 * @param keys live bucket keys
 * @param lentUntil when the last other node stops using a configuration that was lent to it, by a
 *     clock that only goes forward, in ns
 */
record BucketState(
    Optional<Bucket> bucket, Instant readAt, Map<KeyUse, HeldKey> keys, long lentUntil) {
  /**
   * How long a configuration answers before it is read again. A change that could not be told to
   * the actor takes this long to be effective, and {@link #LEASE} longer; its writer waits for
   * that.
   */
  static final Duration CONFIGURATION_LIFE = Duration.ofSeconds(2);

  /**
   * How long another node answers by itself with the configuration that it was given. A change is
   * answered no sooner than that.
   */
  static final Duration LEASE = Duration.ofMillis(250);

  /** How long a bucket key is used for new objects. */
  static final Duration KEY_LIFE = Duration.ofMinutes(5);

  private static final int KEYS_MAX = 1000;

  /**
   * Of an actor that has just started.
   *
   * @param nanoTime by the clock of {@link #lentUntil}
   * @param lent whether an actor before it may have lent something
   */
  static BucketState unknown(long nanoTime, boolean lent) {
    var state = new BucketState(Optional.empty(), Instant.MIN, Map.of(), nanoTime);
    return lent ? state.lent(nanoTime) : state;
  }

  /**
   * Which objects share a bucket key.
   *
   * @param requester the ARN of the principal on whose behalf it was made
   */
  record KeyUse(String bucketId, String keyArn, String requester, Map<String, String> context) {}

  record HeldKey(SealedKey key, Instant until) {}

  BucketState {
    keys = Map.copyOf(keys);
  }

  /** The configuration if it is still good. */
  Optional<Bucket> fresh(Instant now) {
    return bucket.filter(known -> now.isBefore(readAt.plus(CONFIGURATION_LIFE)));
  }

  /** How long the configuration is still good, and never longer than from now on. */
  long lifeMillis(Instant now) {
    long life = CONFIGURATION_LIFE.toMillis();
    return Math.clamp(Duration.between(now, readAt).toMillis() + life, 0, life);
  }

  BucketState with(Optional<Bucket> read, Instant began) {
    return new BucketState(read, began, keys, lentUntil);
  }

  /** Has lent the configuration at that time. */
  BucketState lent(long nanoTime) {
    return new BucketState(bucket, readAt, keys, nanoTime + LEASE.toNanos());
  }

  /** How long what was lent is still used; not above 0 when it is not. */
  Duration lentFor(long nanoTime) {
    return Duration.ofNanos(lentUntil - nanoTime);
  }

  Optional<HeldKey> key(KeyUse use, Instant now) {
    return Optional.ofNullable(keys.get(use)).filter(held -> now.isBefore(held.until));
  }

  /** Keeps {@code key} unless a live one is there already; the first wins. */
  BucketState offered(KeyUse use, SealedKey key, Instant now) {
    if (key(use, now).isPresent()) {
      return this;
    }
    var changed = new HashMap<>(keys);
    changed.values().removeIf(held -> !now.isBefore(held.until));
    if (changed.size() >= KEYS_MAX) {
      changed.clear();
    }
    changed.put(use, new HeldKey(key, now.plus(KEY_LIFE)));
    return new BucketState(bucket, readAt, changed, lentUntil);
  }
}
