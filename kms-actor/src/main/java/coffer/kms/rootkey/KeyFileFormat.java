package coffer.kms.rootkey;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The content of a key file. Coffer writes {@code u8 version 1, 32 key bytes}; from an operator it
 * also takes 32 raw bytes, and text: 64 hexadecimal digits, or base64 of 32 bytes, with white space
 * around it.
 */
final class KeyFileFormat {
  /** More than any of the forms needs. */
  static final int FILE_BYTES_MAX = 1024;

  private static final byte VERSION = 1;
  private static final int HEX_DIGITS = 2 * RootKey.BYTES;

  private KeyFileFormat() {}

  static byte[] encode(byte[] key) {
    byte[] content = new byte[1 + RootKey.BYTES];
    content[0] = VERSION;
    System.arraycopy(key, 0, content, 1, RootKey.BYTES);
    return content;
  }

  /** The 32 key bytes, or empty when the content is none of the forms or has no randomness. */
  static Optional<byte[]> decode(byte[] content) {
    return bytes(content).filter(key -> !allEqual(key));
  }

  private static Optional<byte[]> bytes(byte[] content) {
    if (content.length == RootKey.BYTES) {
      return Optional.of(content.clone());
    }
    if (content.length == 1 + RootKey.BYTES && content[0] == VERSION) {
      return Optional.of(Arrays.copyOfRange(content, 1, content.length));
    }
    String text = new String(content, StandardCharsets.ISO_8859_1).strip();
    try {
      byte[] key =
          text.length() == HEX_DIGITS
              ? HexFormat.of().parseHex(text)
              : Base64.getDecoder().decode(text);
      return key.length == RootKey.BYTES ? Optional.of(key) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean allEqual(byte[] key) {
    byte[] same = new byte[key.length];
    Arrays.fill(same, key[0]);
    return Arrays.equals(same, key);
  }
}
