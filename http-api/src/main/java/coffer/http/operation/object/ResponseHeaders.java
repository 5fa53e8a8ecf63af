package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.encryption.EncryptionDecider;
import coffer.http.object.ObjectInfo;
import coffer.http.wire.Ascii;
import coffer.http.wire.Query;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What GET and HEAD tell of an object in headers. */
final class ResponseHeaders {
  /** The headers that {@code response-*} query parameters replace. */
  private static final Map<String, String> WIRE_NAMES =
      Map.of(
          "content-type", "Content-Type",
          "content-language", "Content-Language",
          "expires", "Expires",
          "cache-control", "Cache-Control",
          "content-disposition", "Content-Disposition",
          "content-encoding", "Content-Encoding");

  private ResponseHeaders() {}

  /** Of the object as it is stored, for a full answer. */
  static Map<String, String> of(Bucket bucket, ObjectInfo info) {
    var headers = validators(info);
    headers.put("Accept-Ranges", "bytes");
    info.headers()
        .forEach(
            (name, value) -> {
              if (!name.equals(StorageClasses.HEADER)) {
                headers.put(WIRE_NAMES.getOrDefault(name, name), ascii(value));
              }
            });
    headers.putIfAbsent("Content-Type", ObjectHeaders.DEFAULT_CONTENT_TYPE);
    StorageClasses.header(bucket, info.headers())
        .ifPresent(name -> headers.put(StorageClasses.HEADER, name));
    headers.putAll(EncryptionDecider.describe(info.encryption()));
    return headers;
  }

  /** What a 304 carries. */
  static Map<String, String> validators(ObjectInfo info) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Last-Modified", HttpDates.header(info.lastModified()));
    headers.put("ETag", EntityTags.quoted(info.etag()));
    return headers;
  }

  /**
   * {@code response-content-type} and its like; they came under the signature, as every query
   * parameter does. Fails with InvalidArgument for control characters.
   */
  static Map<String, String> overrides(Query query) {
    var headers = new LinkedHashMap<String, String>();
    WIRE_NAMES.forEach(
        (name, wireName) -> {
          var parameter = "response-" + name;
          query
              .first(parameter)
              .filter(value -> !value.isEmpty())
              .ifPresent(
                  value -> headers.put(wireName, ascii(ObjectHeaders.clean(parameter, value))));
        });
    return headers;
  }

  /** As S3 sends what does not fit a header: by RFC 2047. */
  static String ascii(String value) {
    return Ascii.only(value, c -> c < 0x7F)
        ? value
        : String.format(
            Locale.ROOT,
            "=?UTF-8?B?%s?=",
            Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
  }
}
