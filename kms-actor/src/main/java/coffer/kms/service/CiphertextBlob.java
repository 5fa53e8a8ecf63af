package coffer.kms.service;

import coffer.kms.service.KmsException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What Encrypt and GenerateDataKey give out: it names the key and the material that open it.
 *
 * <pre>
 *   0       1   version, 1
 *   1       2   n, length of the key's ARN
 *   3       n   the ARN, ASCII
 *   3+n    32   id of the key material
 *   35+n   12   nonce, random
 *   47+n    m   ciphertext, as long as the plaintext
 *   47+n+m 16   tag
 * </pre>
 *
 * Integers are big-endian. AES-256-GCM; the authenticated data is everything before the ciphertext
 * and the canonical encryption context.
 *
 * @param materialId 64 hex digits
 * @param header everything before the ciphertext
 * @param sealed ciphertext and tag
 */
record CiphertextBlob(
    String keyArn, String materialId, byte[] header, byte[] nonce, byte[] sealed) {
  static final byte VERSION = 1;
  static final int ARN_OFFSET = 3;
  static final int ARN_BYTES_MAX = 256;
  static final int MATERIAL_ID_BYTES = 32;
  static final int NONCE_BYTES = 12;
  static final int TAG_BYTES = 16;

  /** A blob that is still to be sealed. */
  static CiphertextBlob unsealed(String keyArn, String materialId, byte[] nonce) {
    var arn = keyArn.getBytes(StandardCharsets.US_ASCII);
    var header =
        ByteBuffer.allocate(ARN_OFFSET + arn.length + MATERIAL_ID_BYTES + NONCE_BYTES)
            .put(VERSION)
            .putShort((short) arn.length)
            .put(arn)
            .put(HexFormat.of().parseHex(materialId))
            .put(nonce)
            .array();
    return new CiphertextBlob(keyArn, materialId, header, nonce, new byte[0]);
  }

  /**
   * @throws KmsException InvalidCiphertextException when the bytes are no blob
   */
  static CiphertextBlob parse(byte[] bytes) {
    if (bytes.length < ARN_OFFSET || bytes[0] != VERSION) {
      throw invalid();
    }
    int arnBytes = ByteBuffer.wrap(bytes).getShort(1);
    int idAt = ARN_OFFSET + arnBytes;
    int sealedAt = idAt + MATERIAL_ID_BYTES + NONCE_BYTES;
    if (arnBytes < 1 || arnBytes > ARN_BYTES_MAX || bytes.length < sealedAt + TAG_BYTES) {
      throw invalid();
    }
    return new CiphertextBlob(
        new String(bytes, ARN_OFFSET, arnBytes, StandardCharsets.US_ASCII),
        HexFormat.of().formatHex(bytes, idAt, idAt + MATERIAL_ID_BYTES),
        Arrays.copyOf(bytes, sealedAt),
        Arrays.copyOfRange(bytes, sealedAt - NONCE_BYTES, sealedAt),
        Arrays.copyOfRange(bytes, sealedAt, bytes.length));
  }

  byte[] with(byte[] ciphertextAndTag) {
    var blob = Arrays.copyOf(header, header.length + ciphertextAndTag.length);
    System.arraycopy(ciphertextAndTag, 0, blob, header.length, ciphertextAndTag.length);
    return blob;
  }

  /** KMS tells nothing about why a ciphertext does not open. */
  static KmsException invalid() {
    return new KmsException(Code.InvalidCiphertextException, "");
  }
}
