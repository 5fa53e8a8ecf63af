package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Query;

/** What listings of directory buckets refuse: they know prefixes only as paths. */
final class DirectoryListing {
  private DirectoryListing() {}

  /** The prefix must be empty or end in the delimiter, which can only be {@code /}. */
  static void check(Bucket bucket, Query query) {
    if (bucket.kind() != BucketKind.DIRECTORY) {
      return;
    }
    var prefix = query.first("prefix").orElse("");
    if (!prefix.isEmpty() && !prefix.endsWith("/")) {
      throw new S3Exception(
          S3Error.InvalidRequest,
          "This bucket does not support a prefix that does not end in a delimiter. Specify a prefix"
              + " path ending with a delimiter and try again.");
    }
    var delimiter = query.first("delimiter").orElse("");
    if (!delimiter.isEmpty() && !delimiter.equals("/")) {
      throw new S3Exception(
          S3Error.InvalidRequest, "This bucket does not support a delimiter other than '/'.");
    }
  }
}
