package coffer.kms.envelope;

import static coffer.kms.envelope.StreamHeaderDescriptor.COMMITMENT_BYTES;
import static coffer.kms.envelope.StreamHeaderDescriptor.COMMITMENT_OFFSET;
import static coffer.kms.envelope.StreamHeaderDescriptor.HEADER_BYTES;
import static coffer.kms.envelope.StreamHeaderDescriptor.NONCE_PREFIX_BYTES;
import static coffer.kms.envelope.StreamHeaderDescriptor.NONCE_PREFIX_OFFSET;
import static coffer.kms.envelope.StreamHeaderDescriptor.SALT_BYTES;
import static coffer.kms.envelope.StreamHeaderDescriptor.SALT_OFFSET;
import static coffer.kms.envelope.StreamHeaderDescriptor.VERSION;
import static coffer.kms.envelope.StreamHeaderDescriptor.VERSION_OFFSET;

import java.util.Arrays;

/**
 * What a reader needs, beside the data key and its binding, to open a stream of segments. Nothing
 * in it is secret; {@link StreamHeaderDescriptor} has the layout.
 *
 * @param salt 32 random bytes for HKDF
 * @param noncePrefix 7 random bytes, the start of every segment's nonce
 * @param commitment 32 bytes derived from the data key, by which another key is refused
 */
public record StreamHeader(byte[] salt, byte[] noncePrefix, byte[] commitment) {

  public StreamHeader {
    if (salt.length != SALT_BYTES
        || noncePrefix.length != NONCE_PREFIX_BYTES
        || commitment.length != COMMITMENT_BYTES) {
      throw new IllegalArgumentException("a stream header's field has the wrong length");
    }
  }

  public byte[] encode() {
    byte[] bytes = new byte[HEADER_BYTES];
    bytes[VERSION_OFFSET] = VERSION;
    System.arraycopy(salt, 0, bytes, SALT_OFFSET, SALT_BYTES);
    System.arraycopy(noncePrefix, 0, bytes, NONCE_PREFIX_OFFSET, NONCE_PREFIX_BYTES);
    System.arraycopy(commitment, 0, bytes, COMMITMENT_OFFSET, COMMITMENT_BYTES);
    return bytes;
  }

  /**
   * @throws TamperedException for another length or version
   */
  public static StreamHeader decode(byte[] bytes) {
    if (bytes.length != HEADER_BYTES || bytes[VERSION_OFFSET] != VERSION) {
      throw new TamperedException("a stream header is damaged or of an unknown version");
    }
    return new StreamHeader(
        Arrays.copyOfRange(bytes, SALT_OFFSET, SALT_OFFSET + SALT_BYTES),
        Arrays.copyOfRange(bytes, NONCE_PREFIX_OFFSET, NONCE_PREFIX_OFFSET + NONCE_PREFIX_BYTES),
        Arrays.copyOfRange(bytes, COMMITMENT_OFFSET, COMMITMENT_OFFSET + COMMITMENT_BYTES));
  }
}
