package coffer.kms.mac;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC with SHA-256 (RFC 2104), by the JDK's own SunJCE provider. */
public final class HmacSha256 {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PROVIDER = "SunJCE";

  private HmacSha256() {}

  /**
   * The code of what the parts are when they follow each other.
   *
   * @param key not empty
   * @return 32 bytes
   */
  public static byte[] of(byte[] key, byte[]... parts) {
    try {
      var mac = Mac.getInstance(ALGORITHM, PROVIDER);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      for (var part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks " + ALGORITHM, e);
    }
  }
}
