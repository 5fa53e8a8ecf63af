package coffer.kms.service;

import coffer.kms.policy.Principal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** What S3 asks about KMS keys before it uses one. Stages fail with {@link KmsException}. */
public interface S3Keys {

  /**
   * Resolves a key id, key ARN, alias name or alias ARN in the caller's account and checks that the
   * key is a symmetric encryption key of this region, is enabled, and that the caller may do {@code
   * actions} with it.
   *
   * @param actions for example {@code kms:GenerateDataKey}
   * @param context the encryption context that the later calls will have, for policies conditioned
   *     on it
   * @return the key ARN
   */
  CompletionStage<String> usable(
      String keyId, Principal caller, Set<String> actions, Map<String, String> context);

  /** The ARN of the account's AWS managed key {@code aws/s3}, made at first use. */
  CompletionStage<String> managed(String account);
}
