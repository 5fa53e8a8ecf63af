package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.WriteCondition;
import coffer.http.wire.Headers;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the conditions of changes. Unlike those of reads, one that cannot be understood is refused:
 * ignoring it could destroy an object.
 */
final class WriteConditions {
  private WriteConditions() {}

  /** PutObject, CopyObject and CompleteMultipartUpload: {@code If-Match}, {@code If-None-Match}. */
  static WriteCondition ofPut(Headers headers) {
    var ifMatch = headers.first("if-match").map(EntityTags::bare);
    var ifNoneMatch = headers.first("if-none-match").map(EntityTags::bare);
    if (ifNoneMatch.isPresent() && !ifNoneMatch.get().equals("*")) {
      throw new S3Exception(
          S3Error.NotImplemented,
          S3Error.NotImplemented.message(),
          Map.of("Header", "If-None-Match"));
    }
    if (ifMatch.isPresent() && ifNoneMatch.isPresent()) {
      throw new S3Exception(
          S3Error.NotImplemented, S3Error.NotImplemented.message(), Map.of("Header", "If-Match"));
    }
    return condition(
        ifMatch,
        ifNoneMatch.isPresent(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** DeleteObject; size and time only on directory buckets. */
  static WriteCondition ofDelete(Bucket bucket, Headers headers) {
    return ofDelete(
        bucket,
        headers.first("if-match"),
        headers.first("x-amz-if-match-last-modified-time"),
        headers.first("x-amz-if-match-size"));
  }

  /** The same, from an entry of DeleteObjects. */
  static WriteCondition ofDelete(
      Bucket bucket,
      Optional<String> etag,
      Optional<String> lastModifiedTime,
      Optional<String> size) {
    if (bucket.kind() == BucketKind.GENERAL_PURPOSE
        && (lastModifiedTime.isPresent() || size.isPresent())) {
      throw new S3Exception(
          S3Error.NotImplemented,
          "This bucket does not support deletes conditioned on size or modification time.");
    }
    return condition(
        etag.map(EntityTags::bare),
        false,
        size.map(text -> OptionalLong.of(size(text))).orElse(OptionalLong.empty()),
        lastModifiedTime.map(text -> time("x-amz-if-match-last-modified-time", text)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The destination of RenameObject. */
  static WriteCondition ofRenameDestination(Headers headers) {
    return ofRename(headers, "");
  }

  /** The source of RenameObject. */
  static WriteCondition ofRenameSource(Headers headers) {
    return ofRename(headers, "x-amz-rename-source-");
  }

  private static WriteCondition ofRename(Headers headers, String prefix) {
    var ifNoneMatch = headers.first(prefix + "if-none-match").map(EntityTags::bare);
    var modified = prefix + "if-modified-since";
    var unmodified = prefix + "if-unmodified-since";
    return condition(
        headers.first(prefix + "if-match").map(EntityTags::bare),
        prefix.isEmpty() && ifNoneMatch.filter("*"::equals).isPresent(),
        OptionalLong.empty(),
        Optional.empty(),
        prefix.isEmpty() ? ifNoneMatch.filter(etag -> !etag.equals("*")) : ifNoneMatch,
        headers.first(modified).map(text -> time(modified, text)),
        headers.first(unmodified).map(text -> time(unmodified, text)));
  }

  private static WriteCondition condition(
      Optional<String> ifMatch,
      boolean ifNoneMatchAny,
      OptionalLong ifSize,
      Optional<Instant> ifLastModified,
      Optional<String> ifNoneMatch,
      Optional<Instant> ifModifiedSince,
      Optional<Instant> ifUnmodifiedSince) {
    var condition =
        new WriteCondition(
            ifMatch,
            ifNoneMatchAny,
            ifSize,
            ifLastModified,
            ifNoneMatch,
            ifModifiedSince,
            ifUnmodifiedSince);
    return condition.equals(WriteCondition.NONE) ? WriteCondition.NONE : condition;
  }

  private static long size(String text) {
    return Numbers.atLeastZero("x-amz-if-match-size", text);
  }

  private static Instant time(String name, String text) {
    return HttpDates.parse(text)
        .map(HttpDates::seconds)
        .orElseThrow(() -> Numbers.invalid(name, text, "The time is not a valid HTTP date."));
  }
}
