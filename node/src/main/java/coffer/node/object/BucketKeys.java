package coffer.node.object;

import coffer.http.bucket.Bucket;
import coffer.kms.envelope.SealedKey;
import coffer.kms.policy.Principal;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** S3 Bucket Keys: sealed keys that many objects of a bucket share for a short time. */
public interface BucketKeys {
  /**
   * The bucket key that new objects are to use. Each requester has keys of its own, so that KMS is
   * asked on each one's behalf ("Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys").
   *
   * @param keyArn the KMS key that seals it
   * @param context the encryption context it is sealed under
   */
  CompletionStage<SealedKey> current(
      Bucket bucket, String keyArn, Map<String, String> context, Principal caller);
}
