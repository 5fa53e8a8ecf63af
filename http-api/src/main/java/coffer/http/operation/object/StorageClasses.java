package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Headers;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Storage classes. A directory bucket has exactly one, by its kind of location. General purpose
 * buckets keep the name of any class that needs no restore before a read; it changes nothing else.
 */
final class StorageClasses {
  static final String HEADER = "x-amz-storage-class";

  private static final String STANDARD = "STANDARD";
  private static final Set<String> WITHOUT_RESTORE =
      Set.of(
          STANDARD,
          "REDUCED_REDUNDANCY",
          "STANDARD_IA",
          "ONEZONE_IA",
          "INTELLIGENT_TIERING",
          "GLACIER_IR");

  private StorageClasses() {}

  /**
   * The class to keep with a new object; empty for what its bucket implies. Fails with
   * InvalidStorageClass.
   */
  static Optional<String> requested(Bucket bucket, Headers headers) {
    var requested = headers.first(HEADER);
    if (requested.isEmpty()) {
      return Optional.empty();
    }
    var valid =
        switch (bucket.kind()) {
          case DIRECTORY -> requested.get().equals(ofDirectory(bucket));
          case GENERAL_PURPOSE -> WITHOUT_RESTORE.contains(requested.get());
        };
    if (!valid) {
      throw new S3Exception(
          S3Error.InvalidStorageClass,
          S3Error.InvalidStorageClass.message(),
          Map.of("StorageClassRequested", requested.get()));
    }
    return requested.filter(name -> !name.equals(of(bucket, Map.of())));
  }

  /** The class of a stored object or upload, as XML tells it. */
  static String of(Bucket bucket, Map<String, String> stored) {
    return switch (bucket.kind()) {
      case DIRECTORY -> ofDirectory(bucket);
      case GENERAL_PURPOSE -> stored.getOrDefault(HEADER, STANDARD);
    };
  }

  /** As response headers tell it: STANDARD is not said. */
  static Optional<String> header(Bucket bucket, Map<String, String> stored) {
    return Optional.of(of(bucket, stored)).filter(name -> !name.equals(STANDARD));
  }

  private static String ofDirectory(Bucket bucket) {
    return bucket.locationType().filter("LocalZone"::equals).isPresent()
        ? "ONEZONE_IA"
        : "EXPRESS_ONEZONE";
  }
}
