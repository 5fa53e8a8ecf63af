package coffer.kms.service;

import coffer.kms.service.KmsException.Code;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The limits on parameters, and the words in which KMS says that one is broken. */
final class Constraints {
  static final int KEY_ID_CHARS_MAX = 2048;
  static final int DESCRIPTION_CHARS_MAX = 8192;
  static final int PLAINTEXT_BYTES_MAX = 4096;
  static final int CIPHERTEXT_BYTES_MAX = 6144;
  static final int CONTEXT_BYTES_MAX = 8192;

  private Constraints() {}

  static <T> T required(@Nullable T value, String field) {
    if (value == null) {
      throw violated("null", field, "Member must not be null");
    }
    return value;
  }

  static String keyId(@Nullable String value, String field) {
    var given = required(value, field);
    if (given.isEmpty()) {
      throw violated("''", field, "Member must have length greater than or equal to 1");
    }
    if (given.length() > KEY_ID_CHARS_MAX) {
      throw violated(
          "'" + given.substring(0, 64) + "...'",
          field,
          "Member must have length less than or equal to " + KEY_ID_CHARS_MAX);
    }
    return given;
  }

  static String atMost(@Nullable String value, String field, int charsMax) {
    if (value == null) {
      return "";
    }
    if (value.length() > charsMax) {
      throw secretViolated(field, "Member must have length less than or equal to " + charsMax);
    }
    return value;
  }

  /** One to {@code bytesMax} bytes; never shown in the message. */
  static byte[] bytes(byte @Nullable [] value, String field, int bytesMax) {
    if (value == null) {
      throw violated("null", field, "Member must not be null");
    }
    if (value.length == 0) {
      throw secretViolated(field, "Member must have length greater than or equal to 1");
    }
    if (value.length > bytesMax) {
      throw secretViolated(field, "Member must have length less than or equal to " + bytesMax);
    }
    return value;
  }

  static int range(@Nullable Integer value, int otherwise, String field, int min, int max) {
    if (value == null) {
      return otherwise;
    }
    if (value < min) {
      throw violated(
          "'" + value + "'", field, "Member must have value greater than or equal to " + min);
    }
    if (value > max) {
      throw violated(
          "'" + value + "'", field, "Member must have value less than or equal to " + max);
    }
    return value;
  }

  static String oneOf(@Nullable String value, String otherwise, String field, List<String> known) {
    if (value == null) {
      return otherwise;
    }
    if (!known.contains(value)) {
      throw violated(
          "'" + value.substring(0, Math.min(64, value.length())) + "'",
          field,
          "Member must satisfy enum value set: " + known);
    }
    return value;
  }

  static Map<String, String> context(@Nullable Map<String, String> value) {
    if (value == null) {
      return Map.of();
    }
    long bytes = 0;
    for (var pair : value.entrySet()) {
      if (pair.getKey() == null || pair.getValue() == null) {
        throw violated("null", "encryptionContext", "Map value must not be null");
      }
      bytes += utf8Length(pair.getKey());
      bytes += utf8Length(pair.getValue());
    }
    if (bytes > CONTEXT_BYTES_MAX) {
      throw new KmsException(
          Code.ValidationException, "EncryptionContext must be less than 8192 bytes");
    }
    return value;
  }

  /** Half a surrogate pair has no bytes of its own, so two contexts could authenticate alike. */
  private static int utf8Length(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new KmsException(Code.ValidationException, "EncryptionContext is not valid Unicode");
    }
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Enclave attestation would change what may be answered in the clear, so it is refused. */
  static void noRecipient(@Nullable Object recipient) {
    if (recipient != null) {
      throw new KmsException(Code.ValidationException, "Recipient is not supported.");
    }
  }

  static void notDryRun(@Nullable Boolean dryRun) {
    if (Boolean.TRUE.equals(dryRun)) {
      throw new KmsException(
          Code.DryRunOperationException,
          "The request would have succeeded, but the DryRun option is set.");
    }
  }

  private static KmsException violated(String shown, String field, String constraint) {
    return new KmsException(
        Code.ValidationException,
        "1 validation error detected: Value %s at '%s' failed to satisfy constraint: %s"
            .formatted(shown, field, constraint));
  }

  private static KmsException secretViolated(String field, String constraint) {
    return new KmsException(
        Code.ValidationException,
        "1 validation error detected: Value at '%s' failed to satisfy constraint: %s"
            .formatted(field, constraint));
  }
}
