package coffer.node.index.decision;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.object.WriteCondition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * Conditional writes, as the API pages of PutObject, DeleteObject, CompleteMultipartUpload and
 * RenameObject say.
 */
final class Conditions {
  private static final String ANY = "*";

  private Conditions() {}

  /** Of a put, an append or a completed upload: If-Match without an object is NoSuchKey. */
  static void checkWrite(WriteCondition condition, Optional<ObjectInfo> present) {
    if (present.isEmpty() && condition.ifMatch().isPresent()) {
      throw new S3Exception(S3Error.NoSuchKey);
    }
    check(condition, present);
  }

  /**
   * Of a delete: If-Match without an object is NoSuchKey; size and time are not asked of an object
   * that is not there.
   */
  static void checkDelete(WriteCondition condition, Optional<ObjectInfo> present) {
    checkWrite(condition, present);
  }

  /** Of a rename's source, which is there. */
  static void checkSource(WriteCondition condition, ObjectInfo source) {
    check(condition, Optional.of(source));
  }

  /** Of a rename's destination: every condition that does not hold is PreconditionFailed. */
  static void checkDestination(WriteCondition condition, Optional<ObjectInfo> present) {
    if (present.isEmpty() && condition.ifMatch().isPresent()) {
      throw failed("If-Match");
    }
    check(condition, present);
  }

  private static void check(WriteCondition condition, Optional<ObjectInfo> present) {
    if (present.isEmpty()) {
      return;
    }
    var object = present.get();
    if (condition.ifMatch().filter(etag -> !matches(etag, object)).isPresent()) {
      throw failed("If-Match");
    }
    if (condition.ifNoneMatchAny()
        || condition.ifNoneMatch().filter(etag -> matches(etag, object)).isPresent()) {
      throw failed("If-None-Match");
    }
    if (condition.ifSize().isPresent() && condition.ifSize().getAsLong() != object.size()) {
      throw failed("x-amz-if-match-size");
    }
    var modified = seconds(object.lastModified());
    if (condition.ifLastModified().filter(at -> !seconds(at).equals(modified)).isPresent()) {
      throw failed("x-amz-if-match-last-modified-time");
    }
    if (condition.ifModifiedSince().filter(at -> !modified.isAfter(seconds(at))).isPresent()) {
      throw failed("If-Modified-Since");
    }
    if (condition.ifUnmodifiedSince().filter(at -> modified.isAfter(seconds(at))).isPresent()) {
      throw failed("If-Unmodified-Since");
    }
  }

  private static boolean matches(String etag, ObjectInfo object) {
    return etag.equals(ANY) || etag.equals(object.etag());
  }

  private static Instant seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }

  private static S3Exception failed(String condition) {
    return new S3Exception(
        S3Error.PreconditionFailed,
        S3Error.PreconditionFailed.message(),
        Map.of("Condition", condition));
  }
}
