package coffer.kms.envelope;

import coffer.kms.policy.Principal;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What storage needs of the key service. Implemented by asking the node's {@code KmsActor}. Stages
 * fail with {@link coffer.kms.service.KmsException}; plaintext keys never leave the process.
 */
public interface DataKeys {

  /**
   * Makes a new sealed key: one {@code GenerateDataKey} call to KMS, authorised as {@code caller};
   * for {@link SealedKey.Purpose#STORE} no KMS call.
   *
   * @param keyArn the KMS key; ignored for {@code STORE}
   */
  CompletionStage<SealedKey> seal(
      SealedKey.Purpose purpose, String keyArn, Map<String, String> context, Principal caller);

  /**
   * Makes a fresh 256-bit data key wrapped under {@code under}. Calls KMS {@code Decrypt} only when
   * this node does not hold {@code under} opened for {@code caller}. Fails when the KMS key is not
   * usable now, cached or not.
   */
  CompletionStage<IssuedDataKey> issue(SealedKey under, KeyBinding binding, Principal caller);

  /** Opens a data key that {@link #issue} wrapped; the same rules. */
  CompletionStage<DataKey> open(
      SealedKey under, byte[] wrapped, KeyBinding binding, Principal caller);

  /**
   * A fresh data key.
   *
   * @param key the plaintext key; the receiver closes it
   * @param wrapped the durable form
   */
  record IssuedDataKey(DataKey key, byte[] wrapped) {}
}
