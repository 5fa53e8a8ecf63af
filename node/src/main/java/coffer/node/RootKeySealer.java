package coffer.node;

import coffer.kms.envelope.TamperedException;
import coffer.kms.rootkey.RootKey;
import coffer.kms.service.MaterialSealer;

/** Seals key material under the root key, for one key and material each. */
final class RootKeySealer implements MaterialSealer {
  private final RootKey rootKey;

  RootKeySealer(RootKey rootKey) {
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
    } catch (TamperedException tampered) {
      throw new IllegalStateException("key material of " + keyArn + " does not open", tampered);
    }
  }

  private static String purpose(String keyArn, String materialId) {
    return "kms-material/" + keyArn + "/" + materialId;
  }
}
