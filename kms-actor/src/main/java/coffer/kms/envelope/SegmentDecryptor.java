package coffer.kms.envelope;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;

/**
 * Opens the segments of one stream, in any order. Nothing of a segment is returned before all of it
 * is verified. Not safe for use by several threads at once.
 */
public final class SegmentDecryptor {
  private final SegmentCipher cipher;

  /**
   * @param key the stream's data key; may be closed afterwards
   * @throws TamperedException when the key or the binding is not the stream's
   */
  public SegmentDecryptor(StreamHeader header, DataKey key, KeyBinding binding) {
    byte[] bound = binding.bytes();
    StreamKeys keys = StreamKeys.derive(key, header.salt(), bound);
    if (!MessageDigest.isEqual(keys.commitment(), header.commitment())) {
      throw new TamperedException("the data key is not the one this stream was written with");
    }
    cipher = new SegmentCipher(keys, header.noncePrefix(), bound);
  }

  /**
   * Verifies and decrypts one segment.
   *
   * @param index counts from 0
   * @param stored holds the segment as {@link SegmentEncryptor#seal} returned it; not changed
   * @param length stored bytes of this segment, its tag with them
   * @param last whether the stream must end here; from the stream's length as the index has it
   * @return the plaintext
   * @throws TamperedException when anything differs from what was written
   */
  public byte[] open(long index, byte[] stored, int offset, int length, boolean last) {
    Objects.checkFromIndexSize(offset, length, stored.length);
    byte[] plain = new byte[Math.max(0, length - Segments.TAG_BYTES)];
    open(index, stored, offset, length, last, plain, 0);
    return plain;
  }

  /**
   * The same into a buffer of the caller's, which holds nothing of the plaintext after an
   * exception.
   *
   * @param out not {@code stored}
   * @return bytes written: {@code length - 16}
   */
  public int open(
      long index, byte[] stored, int offset, int length, boolean last, byte[] out, int outOffset) {
    Objects.checkFromIndexSize(offset, length, stored.length);
    int plainLength = length - Segments.TAG_BYTES;
    if (plainLength < 0 || !Segments.lawful(index, plainLength, last)) {
      throw tampered(index);
    }
    Objects.checkFromIndexSize(outOffset, plainLength, out.length);
    try {
      cipher.run(Cipher.DECRYPT_MODE, index, last, stored, offset, length, out, outOffset);
      return plainLength;
    } catch (GeneralSecurityException e) {
      Arrays.fill(out, outOffset, outOffset + plainLength, (byte) 0);
      throw tampered(index);
    }
  }

  private static TamperedException tampered(long index) {
    return new TamperedException("segment " + index + " is not what was written");
  }
}
