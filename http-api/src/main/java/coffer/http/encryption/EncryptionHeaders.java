package coffer.http.encryption;

import coffer.http.wire.Headers;
import java.util.Optional;

/**
 * The encryption headers of a request as they came, not judged.
 *
 * @param algorithm {@code x-amz-server-side-encryption}
 * @param keyId {@code ...-aws-kms-key-id}
 * @param context {@code ...-context}: base64 of a JSON object of strings
 * @param bucketKey {@code ...-bucket-key-enabled}
 * @param customerKey whether there is any header of SSE-C, also for the source of a copy
 */
public record EncryptionHeaders(
    Optional<String> algorithm,
    Optional<String> keyId,
    Optional<String> context,
    Optional<String> bucketKey,
    boolean customerKey) {
  public static final String ALGORITHM = "x-amz-server-side-encryption";
  public static final String KEY_ID = "x-amz-server-side-encryption-aws-kms-key-id";
  public static final String CONTEXT = "x-amz-server-side-encryption-context";
  public static final String BUCKET_KEY = "x-amz-server-side-encryption-bucket-key-enabled";

  /** The user guide's page on SSE-KMS for directory buckets spells it so; read, never written. */
  private static final String BUCKET_KEY_MISSPELT =
      "x-amz-server-side-encryption-aws-bucket-key-enabled";

  private static final String CUSTOMER = "x-amz-server-side-encryption-customer-";
  private static final String SOURCE_CUSTOMER =
      "x-amz-copy-source-server-side-encryption-customer-";

  /** No header of encryption at all. */
  public static final EncryptionHeaders NONE =
      new EncryptionHeaders(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

  public static EncryptionHeaders parse(Headers headers) {
    return new EncryptionHeaders(
        headers.first(ALGORITHM),
        headers.first(KEY_ID),
        headers.first(CONTEXT),
        headers.first(BUCKET_KEY).or(() -> headers.first(BUCKET_KEY_MISSPELT)),
        !headers.startingWith(CUSTOMER).isEmpty()
            || !headers.startingWith(SOURCE_CUSTOMER).isEmpty());
  }
}
