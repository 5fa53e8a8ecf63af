package coffer.kms.service;

import coffer.kms.policy.Principal;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers S3's questions about keys. These are checks within Coffer, not calls that are audited.
 */
final class KeysForS3 implements S3Keys {
  private final KmsEnvironment kms;

  KeysForS3(KmsEnvironment kms) {
    this.kms = kms;
  }

  @Override
  public CompletionStage<String> usable(
      String keyId, Principal caller, Set<String> actions, Map<String, String> context) {
    var call = KmsCall.byS3(caller, S3Service.name(context, kms.arns().region()));
    if (keyId.equals(AwsManagedKey.ALIAS)
        || keyId.equals(kms.arns().alias(caller.account(), AwsManagedKey.ALIAS))) {
      return managed(caller.account()).thenApply(arn -> checked(arn, call, actions, context));
    }
    try {
      return CompletableFuture.completedFuture(checked(keyId, call, actions, context));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<String> managed(String account) {
    return new AwsManagedKey(kms).ensure(account);
  }

  private String checked(
      String keyId, KmsCall call, Set<String> actions, Map<String, String> context) {
    var key = kms.keys().find(Constraints.keyId(keyId, "keyId"), call).value();
    var conditions = KeyAccess.contextConditions(context);
    // Sorted, so that the same request is refused for the same action every time.
    for (var action : new TreeSet<>(actions)) {
      kms.access().require(action, key, call, conditions);
    }
    KeyStateRules.requireEnabled(key);
    KeyStateRules.requireSymmetricEncryption(key, "GenerateDataKey");
    return key.arn();
  }
}
