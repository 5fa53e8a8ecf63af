package coffer.kms.envelope;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM over one segment, with the nonce and the authenticated data of its place in the
 * stream. The construction is STREAM of Hoang, Reyhanitabar, Rogaway and Vizár ("Online
 * Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", CRYPTO 2015).
 *
 * <pre>
 *   nonce, 12 bytes      prefix (7) || u32 segment index || last (1: 0 or 1)
 *   authenticated data   version (1) || binding || u32 segment index
 * </pre>
 *
 * Not safe for use by several threads at once.
 */
final class SegmentCipher {
  private static final int NONCE_BYTES = 12;
  private static final int INDEX_OFFSET = StreamHeaderDescriptor.NONCE_PREFIX_BYTES;
  private static final int LAST_OFFSET = INDEX_OFFSET + Integer.BYTES;

  private final Cipher cipher = AesGcm.newCipher();
  private final StreamKeys keys;
  private final ByteBuffer nonce = ByteBuffer.allocate(NONCE_BYTES);
  private final ByteBuffer authenticated;

  SegmentCipher(StreamKeys keys, byte[] noncePrefix, byte[] binding) {
    this.keys = keys;
    nonce.put(0, noncePrefix);
    authenticated = ByteBuffer.allocate(1 + binding.length + Integer.BYTES);
    authenticated.put(0, (byte) StreamHeaderDescriptor.VERSION).put(1, binding);
  }

  /**
   * Encrypts, or verifies and decrypts.
   *
   * @param mode {@link Cipher#ENCRYPT_MODE} or {@link Cipher#DECRYPT_MODE}
   * @param out gets 16 bytes more, or less, than {@code length}
   */
  void run(
      int mode,
      long index,
      boolean last,
      byte[] in,
      int inOffset,
      int length,
      byte[] out,
      int outOffset)
      throws GeneralSecurityException {
    nonce.putInt(INDEX_OFFSET, (int) index).put(LAST_OFFSET, (byte) (last ? 1 : 0));
    authenticated.putInt(authenticated.capacity() - Integer.BYTES, (int) index);
    cipher.init(
        mode, keys.key(), new GCMParameterSpec(Byte.SIZE * Segments.TAG_BYTES, nonce.array()));
    cipher.updateAAD(authenticated.array());
    cipher.doFinal(in, inOffset, length, out, outOffset);
  }
}
