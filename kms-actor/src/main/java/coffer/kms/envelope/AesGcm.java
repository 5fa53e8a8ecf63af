package coffer.kms.envelope;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/**
 * The one choice of AES-GCM. The provider is named, because another provider put in front of it
 * would be a hundred times slower: only SunJCE uses the processor's wide AES instructions, and only
 * on heap arrays.
 */
final class AesGcm {
  static final String TRANSFORMATION = "AES/GCM/NoPadding";
  static final String PROVIDER = "SunJCE";

  private AesGcm() {}

  static Cipher newCipher() {
    try {
      return Cipher.getInstance(TRANSFORMATION, PROVIDER);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks AES-GCM by SunJCE", e);
    }
  }
}
