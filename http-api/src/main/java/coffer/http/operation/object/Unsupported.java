package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Headers;
import java.util.Map;
import java.util.Set;

/**
 * Refuses headers for features that a bucket does not have, rather than storing an object that is
 * not what the client asked for. Directory buckets answer 501, see the AWS page "Differences for
 * directory buckets".
 */
final class Unsupported {
  private static final Set<String> OWNER_ONLY_ACLS =
      Set.of("private", "bucket-owner-read", "bucket-owner-full-control");

  private Unsupported() {}

  /** {@code This bucket does not support <feature>}. */
  static S3Exception feature(String feature) {
    return new S3Exception(S3Error.NotImplemented, "This bucket does not support " + feature);
  }

  /** For requests that make an object: PutObject, CopyObject, CreateMultipartUpload. */
  static void check(Bucket bucket, Headers headers) {
    switch (bucket.kind()) {
      case DIRECTORY -> {
        refuse(headers, "x-amz-acl", "Access Control Lists");
        refuse(headers, "x-amz-website-redirect-location", "Website Redirect");
        contentMd5(bucket, headers);
      }
      case GENERAL_PURPOSE -> {
        if (headers.first("x-amz-acl").filter(acl -> !OWNER_ONLY_ACLS.contains(acl)).isPresent()) {
          throw feature("Access Control Lists");
        }
      }
    }
    refuseAll(headers, "x-amz-grant-", "Access Control Lists");
    refuseAll(headers, "x-amz-object-lock-", "Object Lock");
    refuse(headers, "x-amz-tagging", "Object Tagging");
  }

  /** {@code Content-MD5} on a directory bucket. */
  static void contentMd5(Bucket bucket, Headers headers) {
    if (bucket.kind() == BucketKind.DIRECTORY && headers.has("content-md5")) {
      throw feature("Content Md5 header.");
    }
  }

  private static void refuse(Headers headers, String name, String feature) {
    if (headers.first(name).filter(value -> !value.isBlank()).isPresent()) {
      throw withHeader(feature, name);
    }
  }

  private static void refuseAll(Headers headers, String prefix, String feature) {
    for (var name : headers.values().keySet()) {
      if (name.startsWith(prefix)) {
        throw withHeader(feature, name);
      }
    }
  }

  private static S3Exception withHeader(String feature, String header) {
    return new S3Exception(
        S3Error.NotImplemented,
        "This bucket does not support " + feature,
        Map.of("Header", header));
  }
}
