package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.S3Call;
import java.util.Map;

/** The answer for an object that is not there. */
final class Missing {
  private Missing() {}

  /**
   * NoSuchKey; in a general purpose bucket only to those who may list it, AccessDenied to others,
   * who could otherwise find out which keys exist. See the AWS page "GetObject", Permissions.
   */
  static S3Exception object(Access access, S3Call call, Bucket bucket, String key) {
    if (bucket.kind() == BucketKind.GENERAL_PURPOSE
        && !access.permits(call, bucket, "", "s3:ListBucket", Need.READ)) {
      return new S3Exception(S3Error.AccessDenied);
    }
    return new S3Exception(S3Error.NoSuchKey, S3Error.NoSuchKey.message(), Map.of("Key", key));
  }
}
