package coffer.kms.envelope;

import java.util.Map;

/**
 * A key that the key service sealed and can open again: the middle step between a KMS key and the
 * data keys. Durable; holds no secret in the clear.
 *
 * @param purpose what it was made for
 * @param keyArn the KMS key that seals it; empty for {@link Purpose#STORE}, which Coffer's own key
 *     seals
 * @param context the encryption context it was sealed under, authenticated by KMS
 * @param blob the ciphertext blob as KMS returned it
 */
public record SealedKey(Purpose purpose, String keyArn, Map<String, String> context, byte[] blob) {

  /** Why the key exists, which decides who pays a KMS call and when. */
  public enum Purpose {
    /** SSE-S3: sealed by a key that Coffer owns and nobody can name. */
    STORE,
    /** SSE-KMS with an S3 Bucket Key: shared by many objects of a bucket for a limited time. */
    BUCKET_KEY,
    /** SSE-KMS without a bucket key: made for one object, or for one multipart upload. */
    OBJECT_KEY
  }

  public SealedKey {
    context = Map.copyOf(context);
  }
}
