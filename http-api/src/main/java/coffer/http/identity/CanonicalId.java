package coffer.http.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The canonical user id that S3's XML shows for an account: 64 hex digits, always the same. */
public final class CanonicalId {
  private CanonicalId() {}

  public static String of(String account) {
    try {
      var text = "coffer canonical user " + account;
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is not available", impossible);
    }
  }
}
