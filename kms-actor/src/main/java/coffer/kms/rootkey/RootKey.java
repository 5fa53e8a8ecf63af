package coffer.kms.rootkey;

import coffer.kms.envelope.Hkdf;
import coffer.kms.envelope.TamperedException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * The 256 secret bits over everything. They never encrypt anything themselves: each purpose gets a
 * key of its own by HKDF-SHA256. Zeroed when closed (best effort: the collector may have copied
 * them). Never printed, never serialised. Safe for use by several threads.
 *
 * <p>Wrapped material is {@code u8 version 1}, then AES-256-KWP (RFC 5649) of the material under
 * {@code derive("coffer/wrap/v1/" + purpose)}.
 */
public final class RootKey implements AutoCloseable {
  public static final int BYTES = 32;

  private static final byte WRAP_VERSION = 1;
  private static final int MATERIAL_BYTES_MAX = 64 * 1024;
  private static final byte[] SALT = "coffer/root-key/v1".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;
  private volatile boolean closed;

  private RootKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies {@code bytes}; the caller still owns, and should clear, its array. */
  public static RootKey copyOf(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a root key has 32 bytes, not " + bytes.length);
    }
    return new RootKey(bytes.clone());
  }

  /**
   * Secret bytes for one purpose; the same ones each time.
   *
   * @param purpose a constant of the code, for example {@code coffer/session-ticket/v1}
   * @param length 1 to 8160
   */
  public byte[] derive(String purpose, int length) {
    if (closed) {
      throw new IllegalStateException("the root key is closed");
    }
    return Hkdf.derive(SALT, bytes, purpose.getBytes(StandardCharsets.UTF_8), length);
  }

  /**
   * Wraps key material. The same material gives the same bytes: wrap only what is random or unique.
   *
   * @param purpose what {@link #unwrap} must be given again
   * @param material 1 to 65536 bytes
   */
  public byte[] wrap(String purpose, byte[] material) {
    if (material.length == 0 || material.length > MATERIAL_BYTES_MAX) {
      throw new IllegalArgumentException("cannot wrap " + material.length + " bytes");
    }
    byte[] key = wrappingKey(purpose);
    try {
      byte[] wrapped = KeyWrapWithPadding.wrap(key, material);
      byte[] out = new byte[1 + wrapped.length];
      out[0] = WRAP_VERSION;
      System.arraycopy(wrapped, 0, out, 1, wrapped.length);
      return out;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-KWP failed to wrap", e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /**
   * @throws TamperedException when the bytes were not made by {@link #wrap} of this key with this
   *     purpose
   */
  public byte[] unwrap(String purpose, byte[] wrapped) {
    if (wrapped.length < 2 || wrapped[0] != WRAP_VERSION) {
      throw refused();
    }
    byte[] key = wrappingKey(purpose);
    try {
      return KeyWrapWithPadding.unwrap(key, Arrays.copyOfRange(wrapped, 1, wrapped.length));
    } catch (GeneralSecurityException e) {
      throw refused();
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private byte[] wrappingKey(String purpose) {
    return derive("coffer/wrap/v1/" + purpose, BYTES);
  }

  private static TamperedException refused() {
    return new TamperedException("wrapped material does not open with this root key and purpose");
  }

  @Override
  public void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "RootKey[secret]";
  }
}
