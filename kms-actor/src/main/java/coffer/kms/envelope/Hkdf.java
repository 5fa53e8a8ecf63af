package coffer.kms.envelope;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869), by the JDK's own SunJCE provider. */
public final class Hkdf {
  /** Bytes of the hash, and so of a pseudorandom key. */
  public static final int HASH_BYTES = 32;

  /** RFC 5869, 2.3: no more than 255 hash lengths of output. */
  public static final int OUTPUT_BYTES_MAX = 255 * HASH_BYTES;

  private static final String ALGORITHM = "HKDF-SHA256";
  private static final String PROVIDER = "SunJCE";

  private Hkdf() {}

  /**
   * HKDF-Extract: concentrates the input's entropy into a pseudorandom key.
   *
   * @param salt may be empty, which RFC 5869 defines as 32 zero bytes
   * @return 32 bytes
   */
  public static byte[] extract(byte[] salt, byte[] input) {
    return run(HKDFParameterSpec.ofExtract().addSalt(salt).addIKM(input).extractOnly());
  }

  /**
   * HKDF-Expand: bytes for one use, named by {@code info}.
   *
   * @param pseudorandomKey 32 bytes from {@link #extract}, or a uniformly random key
   * @param length 1 to {@link #OUTPUT_BYTES_MAX}
   * @throws IllegalArgumentException for another length
   */
  public static byte[] expand(byte[] pseudorandomKey, byte[] info, int length) {
    checkLength(length);
    SecretKey key = new SecretKeySpec(pseudorandomKey, "HKDF");
    return run(HKDFParameterSpec.expandOnly(key, info, length));
  }

  /** {@link #extract}, then {@link #expand}. */
  public static byte[] derive(byte[] salt, byte[] input, byte[] info, int length) {
    checkLength(length);
    return run(HKDFParameterSpec.ofExtract().addSalt(salt).addIKM(input).thenExpand(info, length));
  }

  private static void checkLength(int length) {
    if (length < 1 || length > OUTPUT_BYTES_MAX) {
      throw new IllegalArgumentException("HKDF gives 1 to 8160 bytes, not " + length);
    }
  }

  private static byte[] run(HKDFParameterSpec parameters) {
    try {
      return KDF.getInstance(ALGORITHM, PROVIDER).deriveData(parameters);
    } catch (InvalidAlgorithmParameterException e) {
      throw new IllegalArgumentException("HKDF refused its parameters", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks HKDF-SHA256", e);
    }
  }
}
