package coffer.http.operation;

import coffer.http.bucket.Bucket;
import java.util.concurrent.CompletionStage;

/** Decides whether a caller may do what it asks, before anything else is looked at. */
public final class Access {

  /** What a session must allow. */
  public enum Need {
    READ,
    WRITE
  }

  /**
   * Looks up the bucket of the call and checks the caller's permission. For directory buckets: a
   * session of that bucket whose mode allows {@code need}, or long-term credentials that may create
   * such a session. For general purpose buckets: {@code action}, for example {@code s3:GetObject},
   * on the object or the bucket. Fails with NoSuchBucket, AccessDenied.
   */
  public CompletionStage<Bucket> authorize(S3Call call, String action, Need need) {
    throw new UnsupportedOperationException(call + action + need);
  }

  /** The same for another bucket and key than the call's: the source of a copy. */
  public CompletionStage<Bucket> authorizeSource(
      S3Call call, String bucket, String key, String action) {
    throw new UnsupportedOperationException(call + bucket + key + action);
  }
}
