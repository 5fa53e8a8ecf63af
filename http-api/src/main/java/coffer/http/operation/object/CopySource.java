package coffer.http.operation.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

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
    if (!headers.startingWith("x-amz-copy-source-server-side-encryption-customer-").isEmpty()) {
      throw new S3Exception(
          S3Error.NotImplemented, "Customer-provided keys (SSE-C) are not supported.");
    }
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
      throw invalid(
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
    var raw = text.getBytes(StandardCharsets.UTF_8);
    var decoded = new ByteArrayOutputStream(raw.length);
    for (var i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        decoded.write(raw[i]);
        continue;
      }
      var high = i + 2 <= raw.length - 1 ? Character.digit(raw[i + 1], 16) : -1;
      var low = i + 2 <= raw.length - 1 ? Character.digit(raw[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw invalid(header, text, "Invalid copy source encoding.");
      }
      decoded.write(high << 4 | low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(decoded.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw invalid(header, text, "Invalid copy source encoding.");
    }
  }

  private static S3Exception invalid(String name, String value, String message) {
    return new S3Exception(
        S3Error.InvalidArgument, message, Map.of("ArgumentName", name, "ArgumentValue", value));
  }
}
