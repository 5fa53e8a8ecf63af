package coffer.kms.envelope;

import coffer.kms.mac.HmacSha256;
import java.util.Arrays;

/**
 * HKDF with SHA-256 (RFC 5869), of the JDK's HMAC. The JDK's own HKDF (JEP 510) looks itself and
 * its HMAC up for each derivation, which takes as long again, and each object that is read or
 * written needs three.
 */
public final class Hkdf {
  /** Bytes of the hash, and so of a pseudorandom key. */
  public static final int HASH_BYTES = 32;

  /** RFC 5869, 2.3: no more than 255 hash lengths of output. */
  public static final int OUTPUT_BYTES_MAX = 255 * HASH_BYTES;

  private Hkdf() {}

  /**
   * HKDF-Extract: concentrates the input's entropy into a pseudorandom key.
   *
   * @param salt may be empty, which RFC 5869 defines as 32 zero bytes
   * @return 32 bytes
   */
  public static byte[] extract(byte[] salt, byte[] input) {
    return HmacSha256.of(salt.length == 0 ? new byte[HASH_BYTES] : salt, input);
  }

  /**
   * HKDF-Expand: bytes for one use, named by {@code info}.
   *
   * @param pseudorandomKey 32 bytes from {@link #extract}, or a uniformly random key
   * @param length 1 to {@link #OUTPUT_BYTES_MAX}
   * @throws IllegalArgumentException for another length
   */
  public static byte[] expand(byte[] pseudorandomKey, byte[] info, int length) {
    if (length < 1 || length > OUTPUT_BYTES_MAX) {
      throw new IllegalArgumentException("HKDF gives 1 to 8160 bytes, not " + length);
    }
    byte[] output = new byte[length];
    byte[] block = new byte[0];
    for (int at = 0; at < length; at += HASH_BYTES) {
      byte[] counter = {(byte) (at / HASH_BYTES + 1)};
      byte[] next = HmacSha256.of(pseudorandomKey, block, info, counter);
      Arrays.fill(block, (byte) 0);
      block = next;
      System.arraycopy(block, 0, output, at, Math.min(HASH_BYTES, length - at));
    }
    Arrays.fill(block, (byte) 0);
    return output;
  }

  /** {@link #extract}, then {@link #expand}. */
  public static byte[] derive(byte[] salt, byte[] input, byte[] info, int length) {
    byte[] pseudorandomKey = extract(salt, input);
    byte[] output = expand(pseudorandomKey, info, length);
    Arrays.fill(pseudorandomKey, (byte) 0);
    return output;
  }
}
