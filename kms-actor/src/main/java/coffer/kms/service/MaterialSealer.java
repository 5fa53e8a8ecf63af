package coffer.kms.service;

/**
 * Seals key material under the root key. A sealed material opens only for the key and material it
 * was sealed for.
 */
public interface MaterialSealer {

  /**
   * @param material the secret; the caller clears it
   * @param keyArn names the key, as does {@code materialId}; both are bound to the result
   */
  byte[] seal(byte[] material, String keyArn, String materialId);

  /**
   * The secret, which the caller clears after use.
   *
   * @throws IllegalStateException when the bytes are damaged, or were sealed for another key,
   *     material or root key
   */
  byte[] open(byte[] sealed, String keyArn, String materialId);
}
