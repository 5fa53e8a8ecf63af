package coffer.node.object;

import coffer.http.bucket.Bucket;
import coffer.http.encryption.ObjectEncryption;
import coffer.kms.envelope.DataKeys;
import coffer.kms.envelope.SealedKey;
import coffer.kms.envelope.SealedKey.Purpose;
import coffer.kms.policy.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Chooses the sealed key that a new object's or upload's data keys are wrapped under: the store's
 * own for SSE-S3, a bucket key, or a key of its own.
 */
final class IntermediateKeys {
  private static final Duration STORE_KEY_LIFE = Duration.ofHours(1);
  private static final int STORE_KEYS_MAX = 10_000;

  private final DataKeys keys;
  private final BucketKeys bucketKeys;
  private final Clock clock;
  private final Map<String, StoreKey> storeKeys = new ConcurrentHashMap<>();

  private record StoreKey(SealedKey sealed, Instant until) {}

  IntermediateKeys(DataKeys keys, BucketKeys bucketKeys, Clock clock) {
    this.keys = keys;
    this.bucketKeys = bucketKeys;
    this.clock = clock;
  }

  CompletionStage<SealedKey> choose(
      Bucket bucket, String key, ObjectEncryption encryption, Principal caller) {
    return switch (encryption.algorithm()) {
      case AES256 -> storeKey(bucket, caller);
      case AWS_KMS -> {
        var arn = encryption.kmsKeyArn().orElseThrow();
        var context = context(bucket, key, encryption);
        yield encryption.bucketKey()
            ? bucketKeys.current(bucket, arn, context, caller)
            : keys.seal(Purpose.OBJECT_KEY, arn, context, caller);
      }
    };
  }

  /**
   * What S3 adds to the client's encryption context: the bucket's ARN for directory buckets and
   * bucket keys, the object's otherwise.
   */
  static Map<String, String> context(Bucket bucket, String key, ObjectEncryption encryption) {
    var context = new HashMap<>(encryption.userContext());
    switch (bucket.kind()) {
      case DIRECTORY -> context.put("aws:s3express:arn", bucket.arn());
      case GENERAL_PURPOSE ->
          context.put(
              "aws:s3:arn", encryption.bucketKey() ? bucket.arn() : bucket.arn() + "/" + key);
    }
    return context;
  }

  private CompletionStage<SealedKey> storeKey(Bucket bucket, Principal caller) {
    var now = clock.instant();
    var held = storeKeys.get(bucket.id());
    if (held != null && now.isBefore(held.until)) {
      return CompletableFuture.completedFuture(held.sealed);
    }
    return keys.seal(Purpose.STORE, "", Map.of("bucket", bucket.id()), caller)
        .thenApply(
            made -> {
              if (storeKeys.size() >= STORE_KEYS_MAX) {
                storeKeys.clear();
              }
              storeKeys.put(bucket.id(), new StoreKey(made, now.plus(STORE_KEY_LIFE)));
              return made;
            });
  }
}
