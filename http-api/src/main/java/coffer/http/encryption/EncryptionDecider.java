package coffer.http.encryption;

import coffer.http.bucket.Bucket;
import coffer.http.session.Caller;
import coffer.http.wire.Headers;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Turns the rows of {@code EncryptionRules} into effects: resolves and checks KMS keys. */
public final class EncryptionDecider {

  /** For PutObject and CreateMultipartUpload. Fails with S3Exception or KmsException. */
  public CompletionStage<ObjectEncryption> forWrite(
      Bucket bucket, String key, Caller caller, Headers headers) {
    throw new UnsupportedOperationException(bucket + key + caller + headers);
  }

  /** For the destination of CopyObject. */
  public CompletionStage<ObjectEncryption> forCopy(
      Bucket bucket, String key, Caller caller, Headers headers) {
    throw new UnsupportedOperationException(bucket + key + caller + headers);
  }

  /** UploadPart and UploadPartCopy take no encryption headers; fails if there are some. */
  public void forPart(Bucket bucket, Headers headers) {
    throw new UnsupportedOperationException(bucket + "" + headers);
  }

  /**
   * UploadPartCopy into a directory bucket: the upload's encryption must equal the bucket's
   * default.
   */
  public void forPartCopy(Bucket bucket, ObjectEncryption upload, Headers headers) {
    throw new UnsupportedOperationException(bucket + "" + upload + headers);
  }

  /** GET, HEAD and GetObjectAttributes take no encryption headers; fails if there are some. */
  public void forRead(Bucket bucket, Headers headers) {
    throw new UnsupportedOperationException(bucket + "" + headers);
  }

  /** The response headers that tell how an object is encrypted. */
  public static Map<String, String> describe(ObjectEncryption encryption) {
    throw new UnsupportedOperationException(encryption.toString());
  }
}
