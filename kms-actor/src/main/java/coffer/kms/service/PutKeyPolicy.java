package coffer.kms.service;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Replaces the key policy. */
final class PutKeyPolicy implements KmsOperation<PutKeyPolicy.Request, Empty> {
  private final KmsEnvironment kms;

  PutKeyPolicy(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(
      @Nullable String keyId,
      @Nullable String policyName,
      @Nullable String policy,
      @Nullable Boolean bypassPolicyLockoutSafetyCheck)
      implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown()
          .with("keyId", keyId)
          .with("policyName", policyName)
          .with("policy", policy)
          .with("bypassPolicyLockoutSafetyCheck", bypassPolicyLockoutSafetyCheck)
          .map();
    }
  }

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Empty> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    KeyPolicyRules.requireDefaultName(request.policyName());
    var policy = Constraints.required(request.policy(), "policy");
    boolean bypass = Boolean.TRUE.equals(request.bypassPolicyLockoutSafetyCheck());
    return kms.changes()
        .make(
            () -> {
              var key = kms.keys().findById(keyId, call);
              var account = key.value().account();
              kms.access().require("kms:PutKeyPolicy", key.value(), call);
              KeyPolicyRules.check(policy, key.value().arn(), account, bypass, kms.access(), call);
              return RingChanges.Change.of(
                  kms.table().change(key, key.value().withPolicy(policy)), new Empty());
            });
  }
}
