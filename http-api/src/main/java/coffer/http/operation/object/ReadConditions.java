package coffer.http.operation.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.wire.Headers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The four conditions of a read, in the precedence of RFC 9110, section 13.2.2: {@code If-Match}
 * outweighs {@code If-Unmodified-Since}, {@code If-None-Match} outweighs {@code If-Modified-Since}.
 * Times are compared to the second; a time that cannot be read is as good as none (section 13.1.3).
 *
 * @param ifMatch header values; empty for none
 * @param ifNoneMatch header values; empty for none
 */
record ReadConditions(
    List<String> ifMatch,
    List<String> ifNoneMatch,
    Optional<Instant> ifModifiedSince,
    Optional<Instant> ifUnmodifiedSince) {

  /** What follows from the conditions. */
  enum Outcome {
    PROCEED,
    NOT_MODIFIED,
    FAILED
  }

  /** Of GET and HEAD. */
  static ReadConditions ofRead(Headers headers) {
    return of(headers, "");
  }

  /** Of the source of CopyObject and UploadPartCopy. */
  static ReadConditions ofCopySource(Headers headers) {
    return of(headers, "x-amz-copy-source-");
  }

  private static ReadConditions of(Headers headers, String prefix) {
    return new ReadConditions(
        headers.all(prefix + "if-match"),
        headers.all(prefix + "if-none-match"),
        headers.first(prefix + "if-modified-since").flatMap(HttpDates::parse),
        headers.first(prefix + "if-unmodified-since").flatMap(HttpDates::parse));
  }

  Outcome evaluate(ObjectInfo info) {
    var modified = HttpDates.seconds(info.lastModified());
    if (!ifMatch.isEmpty()) {
      if (!EntityTags.anyMatches(ifMatch, info.etag())) {
        return Outcome.FAILED;
      }
    } else if (ifUnmodifiedSince.isPresent() && modified.isAfter(ifUnmodifiedSince.get())) {
      return Outcome.FAILED;
    }
    if (!ifNoneMatch.isEmpty()) {
      return EntityTags.anyMatches(ifNoneMatch, info.etag())
          ? Outcome.NOT_MODIFIED
          : Outcome.PROCEED;
    }
    return ifModifiedSince.isPresent() && !modified.isAfter(ifModifiedSince.get())
        ? Outcome.NOT_MODIFIED
        : Outcome.PROCEED;
  }

  /** For a copy, which has no 304: whatever does not hold is PreconditionFailed. */
  void require(ObjectInfo info) {
    if (evaluate(info) != Outcome.PROCEED) {
      throw new S3Exception(S3Error.PreconditionFailed);
    }
  }
}
