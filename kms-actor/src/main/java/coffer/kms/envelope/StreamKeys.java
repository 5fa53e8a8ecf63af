package coffer.kms.envelope;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The two values that HKDF-SHA256 gives for one stream, under two labels:
 *
 * <pre>
 *   key        = HKDF(data key, salt, "coffer/segment/v1" || binding, 32)
 *   commitment = HKDF(data key, salt, "coffer/segment-commitment/v1" || binding, 32)
 * </pre>
 *
 * AES-GCM alone lets a forger make one ciphertext that opens under two keys (Dodis, Grubbs,
 * Ristenpart, Woodage: "Fast Message Franking", CRYPTO 2018); the commitment closes that.
 */
record StreamKeys(SecretKey key, byte[] commitment) {
  private static final int KEY_BYTES = 32;
  private static final byte[] KEY_LABEL = ascii("coffer/segment/v1");
  private static final byte[] COMMITMENT_LABEL = ascii("coffer/segment-commitment/v1");

  static StreamKeys derive(DataKey dataKey, byte[] salt, byte[] binding) {
    byte[] pseudorandomKey = Hkdf.extract(salt, dataKey.bytes());
    byte[] key = Hkdf.expand(pseudorandomKey, concat(KEY_LABEL, binding), KEY_BYTES);
    byte[] commitment =
        Hkdf.expand(
            pseudorandomKey,
            concat(COMMITMENT_LABEL, binding),
            StreamHeaderDescriptor.COMMITMENT_BYTES);
    StreamKeys derived = new StreamKeys(new SecretKeySpec(key, "AES"), commitment);
    Arrays.fill(pseudorandomKey, (byte) 0);
    Arrays.fill(key, (byte) 0);
    return derived;
  }

  private static byte[] concat(byte[] label, byte[] binding) {
    return new RecordWriter().raw(label).raw(binding).toBytes();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "StreamKeys[secret]";
  }
}
