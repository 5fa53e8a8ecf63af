package coffer.http.encryption;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The value of {@code x-amz-server-side-encryption-context}: base64 of a JSON object of strings, in
 * UTF-8.
 */
public final class EncryptionContext {
  /** The pair that S3 adds for directory buckets; its value is the bucket's ARN. */
  public static final String DIRECTORY_PAIR = "aws:s3express:arn";

  /** The pair that S3 adds for general purpose buckets: the ARN of the object or the bucket. */
  public static final String GENERAL_PAIR = "aws:s3:arn";

  private static final int PAIRS_MAX = 64;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private EncryptionContext() {}

  /** The pairs; empty when the value is malformed. */
  public static Optional<Map<String, String>> decode(String header) {
    JsonNode document;
    try {
      document = JSON.readTree(Base64.getDecoder().decode(header));
    } catch (IllegalArgumentException | IOException malformed) {
      return Optional.empty();
    }
    if (document == null || !document.isObject() || document.size() > PAIRS_MAX) {
      return Optional.empty();
    }
    var pairs = new LinkedHashMap<String, String>();
    for (var field : document.properties()) {
      if (!field.getValue().isTextual()) {
        return Optional.empty();
      }
      pairs.put(field.getKey(), field.getValue().textValue());
    }
    return Optional.of(pairs);
  }

  /** As responses show it. */
  public static String encode(Map<String, String> pairs) {
    try {
      var json = JSON.writeValueAsString(pairs).getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(json);
    } catch (JacksonException impossible) {
      throw new IllegalStateException("strings are always JSON", impossible);
    }
  }
}
