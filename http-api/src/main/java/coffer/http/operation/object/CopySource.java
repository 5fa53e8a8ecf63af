package coffer.http.operation.object;

import coffer.http.error.S3Exception;
import coffer.http.wire.Headers;
import coffer.http.wire.PercentCoding;

/**
 * The source that {@code x-amz-copy-source} names: {@code bucket/key}, percent-encoded, with or
 * without a leading slash, perhaps with {@code ?versionId=null} behind it. It is decoded exactly
 * once, and the version is split off before that, so that no encoded character of a key can turn
 * into syntax. What is authorised and what is read is this one parsed value.
 */
record CopySource(String bucket, String key) {
  static final String HEADER = "x-amz-copy-source";
  private static final String VERSION = "?versionId=";

  static CopySource of(Headers headers) {
    return parse(headers.first(HEADER).orElse(""));
  }

  static CopySource parse(String header) {
    var text = header.strip();
    var version = text.lastIndexOf(VERSION);
    if (version >= 0) {
      Versions.requireNull(text.substring(version + VERSION.length()));
      text = text.substring(0, version);
    }
    var decoded = percentDecoded(text, HEADER);
    if (decoded.startsWith("/")) {
      decoded = decoded.substring(1);
    }
    var slash = decoded.indexOf('/');
    if (slash <= 0 || slash == decoded.length() - 1) {
      throw Numbers.invalid(
          HEADER,
          header,
          "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
    }
    return new CopySource(decoded.substring(0, slash), Keys.check(decoded.substring(slash + 1)));
  }

  /**
   * Decodes {@code %XX} once; {@code +} stays itself. Fails with InvalidArgument on a broken escape
   * or on bytes that are not UTF-8.
   */
  static String percentDecoded(String text, String header) {
    try {
      return PercentCoding.decode(text, false);
    } catch (S3Exception notAnEncoding) {
      throw Numbers.invalid(header, text, "Invalid copy source encoding.");
    }
  }
}
