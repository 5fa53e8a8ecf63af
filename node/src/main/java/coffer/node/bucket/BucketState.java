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
 */
record BucketState(Optional<Bucket> bucket, Instant readAt, Map<KeyUse, HeldKey> keys) {
  /**
   * How long a configuration answers before it is read again. A change that could not be told to
   * the actor takes this long to be effective, and its writer waits for that.
   */
  static final Duration CONFIGURATION_LIFE = Duration.ofSeconds(2);

  /** How long a bucket key is used for new objects. */
  static final Duration KEY_LIFE = Duration.ofMinutes(5);

  private static final int KEYS_MAX = 1000;

  static final BucketState UNKNOWN = new BucketState(Optional.empty(), Instant.MIN, Map.of());

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

  BucketState with(Optional<Bucket> read, Instant began) {
    return new BucketState(read, began, keys);
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
    return new BucketState(bucket, readAt, changed);
  }
}
