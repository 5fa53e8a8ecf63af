package coffer.http.encryption;

import java.util.Map;
import java.util.Optional;

/**
 * How one object, or one multipart upload, is encrypted: the outcome of {@code EncryptionRules},
 * kept with the object.
 *
 * @param kmsKeyArn the full ARN of the KMS key; present exactly with {@link SseAlgorithm#AWS_KMS}
 * @param bucketKey whether the data key comes from an S3 Bucket Key; false for SSE-S3
 * @param userContext the encryption context that the client sent, without what S3 adds; empty on
 *     directory buckets
 */
public record ObjectEncryption(
    SseAlgorithm algorithm,
    Optional<String> kmsKeyArn,
    boolean bucketKey,
    Map<String, String> userContext) {

  /** SSE-S3. */
  public static final ObjectEncryption SSE_S3 =
      new ObjectEncryption(SseAlgorithm.AES256, Optional.empty(), false, Map.of());

  public ObjectEncryption {
    userContext = Map.copyOf(userContext);
    if (kmsKeyArn.isPresent() != (algorithm == SseAlgorithm.AWS_KMS)) {
      throw new IllegalArgumentException("a KMS key goes with aws:kms and with nothing else");
    }
  }

  /** SSE-KMS without a context of the client's own. */
  public static ObjectEncryption kms(String keyArn, boolean bucketKey) {
    return new ObjectEncryption(SseAlgorithm.AWS_KMS, Optional.of(keyArn), bucketKey, Map.of());
  }

  /**
   * The same with a KMS call of its own: copies from and to directory buckets use no bucket keys.
   */
  public ObjectEncryption withoutBucketKey() {
    return new ObjectEncryption(algorithm, kmsKeyArn, false, userContext);
  }
}
