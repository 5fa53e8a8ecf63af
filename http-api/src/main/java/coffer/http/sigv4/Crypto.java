package coffer.http.sigv4;

import coffer.kms.mac.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The two primitives of SigV4. */
final class Crypto {
  private static final HexFormat HEX = HexFormat.of();

  private Crypto() {}

  static byte[] hmac(byte[] key, String text) {
    return HmacSha256.of(key, text.getBytes(StandardCharsets.UTF_8));
  }

  static String hmacHex(byte[] key, String text) {
    return HEX.formatHex(hmac(key, text));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  static String sha256Hex(byte[] bytes) {
    return HEX.formatHex(sha256().digest(bytes));
  }

  static String sha256Hex(String text) {
    return sha256Hex(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Compares in a time that does not depend on where they differ. */
  static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
