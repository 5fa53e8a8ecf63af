package coffer.kms.envelope;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Objects;

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
    if (!Segments.lawful(index, length - Segments.TAG_BYTES, last)) {
      throw tampered(index);
    }
    try {
      return cipher.decrypt(index, last, stored, offset, length);
    } catch (GeneralSecurityException e) {
      throw tampered(index);
    }
  }

  private static TamperedException tampered(long index) {
    return new TamperedException("segment " + index + " is not what was written");
  }
}
