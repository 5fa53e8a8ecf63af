package coffer.http.encryption;

import coffer.http.bucket.BucketKind;

/**
 * One cell of the table of {@link EncryptionRules}: everything that the answer depends on, each
 * reduced to the few values that make a difference.
 */
public record EncryptionCase(
    BucketKind kind,
    Request request,
    Setting setting,
    Ask ask,
    Context context,
    BucketKey bucketKey) {

  /** What is being done. */
  public enum Request {
    /** CreateSession. */
    SESSION,
    /** PutObject, appends too, and CreateMultipartUpload. */
    WRITE,
    /** The destination of CopyObject. */
    COPY,
    /** PutBucketEncryption; its XML is asked the same questions as headers are. */
    BUCKET_DEFAULT,
    /** UploadPart and UploadPartCopy. */
    PART,
    /** GetObject, HeadObject, GetObjectAttributes. */
    READ
  }

  /**
   * What applies to a request that asks for nothing: the session's setting for a write under a
   * session that has one, otherwise the bucket's default.
   */
  public enum Setting {
    /** SSE-S3; a directory bucket without a pinned key. */
    SSE_S3,
    /** SSE-S3; a directory bucket that was SSE-KMS before, so that its key is pinned. */
    SSE_S3_PINNED,
    /** SSE-KMS; on directory buckets with the pinned key. */
    SSE_KMS
  }

  /** What the request asks for: algorithm and key. */
  public enum Ask {
    NOTHING,
    AES256,
    AES256_WITH_KEY,
    KMS_WITHOUT_KEY,
    /** The key that the bucket is pinned to, by id or ARN. */
    KMS_PINNED_KEY,
    /** Any other key id or key ARN. */
    KMS_OTHER_KEY,
    /** An alias name or alias ARN. */
    KMS_ALIAS,
    KEY_WITHOUT_ALGORITHM,
    /** {@code aws:kms:dsse}. */
    DSSE,
    /** {@code aws:fsx}: only through access points of file systems. */
    FSX,
    UNKNOWN_ALGORITHM,
    /** Any header of SSE-C, whatever else there is. */
    CUSTOMER_KEY
  }

  /** The encryption context header. */
  public enum Context {
    ABSENT,
    /** Exactly one pair whose value is the bucket's ARN. */
    BUCKET_ARN,
    OTHER,
    /** Not base64, not a JSON object of strings. */
    MALFORMED
  }

  /** The bucket key header. */
  public enum BucketKey {
    ABSENT,
    TRUE,
    FALSE,
    MALFORMED
  }
}
