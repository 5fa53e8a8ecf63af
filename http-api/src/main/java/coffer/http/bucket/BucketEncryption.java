package coffer.http.bucket;

import coffer.http.encryption.SseAlgorithm;
import java.util.Optional;

/**
 * A bucket's default encryption, as {@code PutBucketEncryption} set it.
 *
 * @param algorithm the default for objects that name none
 * @param kmsMasterKeyId the key exactly as it was put (id, ARN or alias); GetBucketEncryption
 *     echoes it
 * @param bucketKeyEnabled as put; always true for SSE-KMS on a directory bucket
 * @param pinnedKeyArn directory buckets: the ARN of the one customer managed key that the bucket
 *     may ever use, empty until SSE-KMS is first set; stays when the default goes back to SSE-S3
 */
public record BucketEncryption(
    SseAlgorithm algorithm,
    Optional<String> kmsMasterKeyId,
    boolean bucketKeyEnabled,
    Optional<String> pinnedKeyArn) {

  /** What every new bucket has. */
  public static final BucketEncryption SSE_S3 =
      new BucketEncryption(SseAlgorithm.AES256, Optional.empty(), false, Optional.empty());
}
