package coffer.http.operation.bucket;

import coffer.http.bucket.BucketKind;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Headers;

/** Headers that ask for what Coffer's buckets do not do: refused, never ignored. */
final class Unsupported {
  private Unsupported() {}

  static void createHeaders(Headers headers, BucketKind kind) {
    if (!headers.startingWith("x-amz-grant-").isEmpty()) {
      throw feature("Access Control Lists");
    }
    boolean privateAcl = headers.first("x-amz-acl").orElse("private").equals("private");
    if (!privateAcl || kind == BucketKind.DIRECTORY && headers.has("x-amz-acl")) {
      throw feature("Access Control Lists");
    }
    if (headers.first("x-amz-bucket-object-lock-enabled").orElse("false").equals("true")) {
      throw feature("Object Lock");
    }
    var ownership = headers.first("x-amz-object-ownership").orElse("BucketOwnerEnforced");
    if (!ownership.equals("BucketOwnerEnforced")) {
      throw feature("Object Ownership");
    }
  }

  static S3Exception feature(String feature) {
    return new S3Exception(S3Error.NotImplemented, "This bucket does not support " + feature);
  }
}
