package coffer.http.operation.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.S3Request;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Object keys: any text of 1 to 1,024 UTF-8 bytes. A key is a name and never a path: {@code ..} and
 * {@code //} are ordinary text. See the AWS page "Naming Amazon S3 objects".
 */
final class Keys {
  static final int MAX_BYTES = 1024;

  private Keys() {}

  /** The key that the request names. */
  static String of(S3Request request) {
    return check(
        request
            .key()
            .orElseThrow(
                () -> new S3Exception(S3Error.InvalidRequest, "The request names no object key.")));
  }

  /** The key itself; fails with KeyTooLongError, or InvalidArgument for what is not text. */
  static String check(String key) {
    if (key.isEmpty()) {
      throw new S3Exception(S3Error.InvalidArgument, "An object key must not be empty.");
    }
    var length = bytes(key);
    if (length > MAX_BYTES) {
      throw new S3Exception(
          S3Error.KeyTooLongError,
          S3Error.KeyTooLongError.message(),
          Map.of("Size", Long.toString(length), "MaxSizeAllowed", Integer.toString(MAX_BYTES)));
    }
    return key;
  }

  static S3Exception noSuchKey(String key) {
    return new S3Exception(S3Error.NoSuchKey, S3Error.NoSuchKey.message(), Map.of("Key", key));
  }

  private static int bytes(String key) {
    try {
      return StandardCharsets.UTF_8
          .newEncoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .encode(CharBuffer.wrap(key))
          .remaining();
    } catch (CharacterCodingException e) {
      throw new S3Exception(S3Error.InvalidArgument, "An object key must be valid UTF-8.");
    }
  }
}
