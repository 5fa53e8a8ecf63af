package coffer.kms.envelope;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Objects;
import javax.crypto.Cipher;

/**
 * Encrypts one stream, segment after segment. It serves one stream only, counts the segments
 * itself, and takes no nonce or index from outside, so that no nonce can repeat; a write that is
 * tried again takes a new encryptor and a new data key. Not safe for use by several threads at
 * once.
 */
public final class SegmentEncryptor {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final StreamHeader header;
  private final SegmentCipher cipher;
  private long nextIndex;
  private boolean finished;

  /** Uses the platform's random numbers. */
  public SegmentEncryptor(DataKey key, KeyBinding binding) {
    this(key, binding, RANDOM);
  }

  /**
   * @param key fresh: never used for another stream; may be closed afterwards
   * @param random for the salt and the nonce prefix
   */
  public SegmentEncryptor(DataKey key, KeyBinding binding, SecureRandom random) {
    byte[] salt = new byte[StreamHeaderDescriptor.SALT_BYTES];
    random.nextBytes(salt);
    byte[] noncePrefix = new byte[StreamHeaderDescriptor.NONCE_PREFIX_BYTES];
    random.nextBytes(noncePrefix);
    byte[] bound = binding.bytes();
    StreamKeys keys = StreamKeys.derive(key, salt, bound);
    header = new StreamHeader(salt, noncePrefix, keys.commitment());
    cipher = new SegmentCipher(keys, noncePrefix, bound);
  }

  /** What the reader will need; known before the first segment. */
  public StreamHeader header() {
    return header;
  }

  /**
   * Encrypts the next segment.
   *
   * @param plain not changed, not kept
   * @param length exactly {@link Segments#PLAIN_BYTES} unless {@code last}; then 1 to that, or 0
   *     for an empty stream, which is one empty last segment
   * @return {@code length + 16} bytes
   * @throws IllegalArgumentException for another length
   * @throws IllegalStateException after the last segment
   */
  public byte[] seal(byte[] plain, int offset, int length, boolean last) {
    Objects.checkFromIndexSize(offset, length, plain.length);
    byte[] sealed = new byte[length + Segments.TAG_BYTES];
    seal(plain, offset, length, last, sealed, 0);
    return sealed;
  }

  /**
   * The same into a buffer of the caller's, for example a chunk under construction: at this speed a
   * new array for each segment costs as much as half of the encryption.
   *
   * @param out not {@code plain}
   * @return bytes written: {@code length + 16}
   */
  public int seal(byte[] plain, int offset, int length, boolean last, byte[] out, int outOffset) {
    Objects.checkFromIndexSize(offset, length, plain.length);
    Objects.checkFromIndexSize(outOffset, length + Segments.TAG_BYTES, out.length);
    if (finished) {
      throw new IllegalStateException("the stream has had its last segment");
    }
    if (!Segments.lawful(nextIndex, length, last)) {
      throw new IllegalArgumentException(
          "segment " + nextIndex + " cannot have " + length + " bytes");
    }
    // Counted before use: a failure half-way must not leave an index to be used again.
    long index = nextIndex++;
    finished = last;
    try {
      cipher.run(Cipher.ENCRYPT_MODE, index, last, plain, offset, length, out, outOffset);
      return length + Segments.TAG_BYTES;
    } catch (GeneralSecurityException e) {
      finished = true;
      throw new IllegalStateException("AES-GCM failed to encrypt a segment", e);
    }
  }
}
