package coffer.kms.rootkey;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256 key wrap with padding (KWP, RFC 5649 and NIST SP 800-38F) by SunJCE: for key material of
 * any length under a key that is used for little else. It needs no nonce, and takes no
 * authenticated data.
 */
final class KeyWrapWithPadding {
  private static final String TRANSFORMATION = "AES/KWP/NoPadding";
  private static final String PROVIDER = "SunJCE";

  /** The JDK's cipher answers shorter input with exceptions of other kinds. */
  private static final int WRAPPED_BYTES_MIN = 16;

  private static final int BLOCK_BYTES = 8;

  private KeyWrapWithPadding() {}

  static byte[] wrap(byte[] wrappingKey, byte[] material) throws GeneralSecurityException {
    return run(Cipher.ENCRYPT_MODE, wrappingKey, material);
  }

  /**
   * @throws GeneralSecurityException when the bytes were not wrapped under this key
   */
  static byte[] unwrap(byte[] wrappingKey, byte[] wrapped) throws GeneralSecurityException {
    if (wrapped.length < WRAPPED_BYTES_MIN || wrapped.length % BLOCK_BYTES != 0) {
      throw new IllegalBlockSizeException("not the length of a wrapped key");
    }
    return run(Cipher.DECRYPT_MODE, wrappingKey, wrapped);
  }

  private static byte[] run(int mode, byte[] key, byte[] in) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(TRANSFORMATION, PROVIDER);
    cipher.init(mode, new SecretKeySpec(key, "AES"));
    return cipher.doFinal(in);
  }
}
