package coffer.kms.envelope;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Wraps one 256-bit key under another with AES-256-GCM, so that it opens only together with the
 * authenticated data it was wrapped with.
 *
 * <pre>
 *    0   1  version, 1
 *    1  12  nonce, random
 *   13  32  the key, encrypted
 *   45  16  tag
 * </pre>
 *
 * The authenticated data is the version byte and the caller's bytes. Nonces are random, so one
 * wrapping key must not wrap more than 2^32 keys (NIST SP 800-38D, 8.3); bucket keys are replaced
 * long before.
 */
public final class KeyWrap {
  public static final int VERSION = 1;
  public static final int KEY_BYTES = 32;
  public static final int NONCE_OFFSET = 1;
  public static final int NONCE_BYTES = 12;
  public static final int CIPHERTEXT_OFFSET = NONCE_OFFSET + NONCE_BYTES;
  public static final int TAG_BYTES = 16;

  /** Bytes of a wrapped key. */
  public static final int WRAPPED_BYTES = CIPHERTEXT_OFFSET + KEY_BYTES + TAG_BYTES;

  private KeyWrap() {}

  /**
   * @param wrappingKey 32 bytes
   * @param key 32 bytes
   * @param authenticated what {@link #unwrap} must be given again
   * @return {@link #WRAPPED_BYTES} bytes
   */
  public static byte[] wrap(
      byte[] wrappingKey, byte[] key, byte[] authenticated, SecureRandom random) {
    checkKey(wrappingKey);
    checkKey(key);
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] wrapped = new byte[WRAPPED_BYTES];
    wrapped[0] = VERSION;
    System.arraycopy(nonce, 0, wrapped, NONCE_OFFSET, NONCE_BYTES);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, wrappingKey, nonce, authenticated);
      cipher.doFinal(key, 0, KEY_BYTES, wrapped, CIPHERTEXT_OFFSET);
      return wrapped;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to wrap a key", e);
    }
  }

  /**
   * @throws TamperedException when the wrapped key, the wrapping key or the authenticated data is
   *     not the one of {@link #wrap}
   */
  public static byte[] unwrap(byte[] wrappingKey, byte[] wrapped, byte[] authenticated) {
    checkKey(wrappingKey);
    if (wrapped.length != WRAPPED_BYTES || wrapped[0] != VERSION) {
      throw new TamperedException("a wrapped key is damaged or of an unknown version");
    }
    byte[] nonce = Arrays.copyOfRange(wrapped, NONCE_OFFSET, CIPHERTEXT_OFFSET);
    try {
      return cipher(Cipher.DECRYPT_MODE, wrappingKey, nonce, authenticated)
          .doFinal(wrapped, CIPHERTEXT_OFFSET, KEY_BYTES + TAG_BYTES);
    } catch (AEADBadTagException e) {
      throw new TamperedException("a wrapped key does not open with this key and context");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to unwrap a key", e);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] authenticated)
      throws GeneralSecurityException {
    Cipher cipher = AesGcm.newCipher();
    cipher.init(
        mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(Byte.SIZE * TAG_BYTES, nonce));
    cipher.updateAAD(new byte[] {VERSION});
    cipher.updateAAD(authenticated);
    return cipher;
  }

  private static void checkKey(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a key has 32 bytes, not " + key.length);
    }
  }
}
