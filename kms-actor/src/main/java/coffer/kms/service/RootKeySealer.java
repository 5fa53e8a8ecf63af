package coffer.kms.service;

import coffer.kms.envelope.TamperedException;
import coffer.kms.rootkey.RootKey;

/** Seals key material by AES-KWP under a key that the root key derives for each material. */
public final class RootKeySealer implements MaterialSealer {
  private final RootKey rootKey;

  /** The root key stays its owner's, who closes it. */
  public RootKeySealer(RootKey rootKey) {
    this.rootKey = rootKey;
  }

  @Override
  public byte[] seal(byte[] material, String keyArn, String materialId) {
    return rootKey.wrap(purpose(keyArn, materialId), material);
  }

  @Override
  public byte[] open(byte[] sealed, String keyArn, String materialId) {
    try {
      return rootKey.unwrap(purpose(keyArn, materialId), sealed);
    } catch (TamperedException e) {
      throw new IllegalStateException("material of " + keyArn + " does not open", e);
    }
  }

  private static String purpose(String keyArn, String materialId) {
    return "kms-material/" + keyArn + "/" + materialId;
  }
}
