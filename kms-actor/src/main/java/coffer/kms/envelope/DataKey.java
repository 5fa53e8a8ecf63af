package coffer.kms.envelope;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * 256 secret bits that encrypt one stream. Zeroed when closed (best effort: the collector may have
 * copied them). Never printed, never serialised.
 */
public final class DataKey implements AutoCloseable {
  public static final int BYTES = 32;

  private final byte[] bytes;

  private DataKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies {@code bytes}; the caller still owns, and should clear, its array. */
  public static DataKey copyOf(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a data key has 32 bytes, not " + bytes.length);
    }
    return new DataKey(bytes.clone());
  }

  /** A new random key. */
  public static DataKey generate(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new DataKey(bytes);
  }

  /** The live array, for ciphers in this package and KMS; not to be kept or changed. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "DataKey[secret]";
  }
}
