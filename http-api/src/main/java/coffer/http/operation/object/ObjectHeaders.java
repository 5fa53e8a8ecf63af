package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The request headers that are kept with an object. An allow-list: what Coffer keeps for itself
 * lives elsewhere, out of reach of any header. See the AWS page "Working with object metadata".
 */
final class ObjectHeaders {
  static final String METADATA_PREFIX = "x-amz-meta-";

  /** Bytes of all user metadata, names without their prefix and values, in UTF-8. */
  static final int MAX_METADATA_BYTES = 2048;

  static final String DEFAULT_CONTENT_TYPE = "binary/octet-stream";

  static final String WEBSITE_REDIRECT = "x-amz-website-redirect-location";

  /** System metadata that comes back as it was put. */
  static final List<String> SYSTEM =
      List.of("cache-control", "content-disposition", "content-language", "expires");

  private ObjectHeaders() {}

  /**
   * What to keep with a new object or upload.
   *
   * @throws S3Exception MetadataTooLarge, InvalidArgument for control characters,
   *     InvalidStorageClass
   */
  static Map<String, String> ofRequest(Bucket bucket, Headers headers) {
    var kept = new LinkedHashMap<String, String>();
    kept.put(
        "content-type",
        headers
            .first("content-type")
            .filter(type -> !type.isBlank())
            .map(type -> clean("content-type", type))
            .orElse(DEFAULT_CONTENT_TYPE));
    for (var name : SYSTEM) {
      keep(kept, name, String.join(", ", headers.all(name)));
    }
    keep(kept, "content-encoding", contentEncoding(headers.all("content-encoding")));
    headers.first(WEBSITE_REDIRECT).ifPresent(target -> keep(kept, WEBSITE_REDIRECT, target));
    StorageClasses.requested(bucket, headers)
        .ifPresent(name -> kept.put(StorageClasses.HEADER, name));
    var metadata = headers.startingWith(METADATA_PREFIX);
    checkSize(metadata);
    metadata.forEach((name, value) -> kept.put(name, clean(name, value)));
    return kept;
  }

  /** What a copy takes over from its source; the storage class and redirect are its own. */
  static Map<String, String> ofCopy(Bucket bucket, Map<String, String> source, Headers headers) {
    var kept = new LinkedHashMap<>(source);
    kept.remove(StorageClasses.HEADER);
    kept.remove(WEBSITE_REDIRECT);
    headers.first(WEBSITE_REDIRECT).ifPresent(target -> keep(kept, WEBSITE_REDIRECT, target));
    StorageClasses.requested(bucket, headers)
        .ifPresent(name -> kept.put(StorageClasses.HEADER, name));
    return kept;
  }

  static boolean hasMetadata(Headers headers) {
    return !headers.startingWith(METADATA_PREFIX).isEmpty();
  }

  /** The value, if it holds no control character: those could split a response. */
  static String clean(String name, String value) {
    for (int at = 0; at < value.length(); at++) {
      char c = value.charAt(at);
      if (c < 0x20 && c != '\t' || c == 0x7F) {
        throw Numbers.invalid(name, value, "The value holds control characters.");
      }
    }
    return value;
  }

  /** {@code aws-chunked} describes the transfer and not the object. */
  private static String contentEncoding(List<String> values) {
    if (values.isEmpty()) {
      return "";
    }
    return values.stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(String::strip)
        .filter(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("aws-chunked"))
        .collect(Collectors.joining(","));
  }

  private static void keep(Map<String, String> kept, String name, String value) {
    if (!value.isEmpty()) {
      kept.put(name, clean(name, value));
    }
  }

  private static void checkSize(Map<String, String> metadata) {
    var size = 0L;
    for (var entry : metadata.entrySet()) {
      size += entry.getKey().length() - METADATA_PREFIX.length();
      size += entry.getValue().getBytes(StandardCharsets.UTF_8).length;
    }
    if (size > MAX_METADATA_BYTES) {
      throw new S3Exception(
          S3Error.MetadataTooLarge,
          S3Error.MetadataTooLarge.message(),
          Map.of(
              "Size", Long.toString(size), "MaxSizeAllowed", Integer.toString(MAX_METADATA_BYTES)));
    }
  }
}
