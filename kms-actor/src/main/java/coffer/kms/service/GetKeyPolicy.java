package coffer.kms.service;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The key policy. */
final class GetKeyPolicy implements KmsOperation<GetKeyPolicy.Request, GetKeyPolicy.Response> {
  private final KmsEnvironment kms;

  GetKeyPolicy(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable String keyId, @Nullable String policyName) implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown().with("keyId", keyId).with("policyName", policyName).map();
    }
  }

  /** The answer. */
  record Response(String policy, String policyName) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    KeyPolicyRules.requireDefaultName(request.policyName());
    var key = kms.keys().findById(keyId, call).value();
    kms.access().require("kms:GetKeyPolicy", key, call);
    return CompletableFuture.completedFuture(
        new Response(key.policy(), KeyPolicyRules.DEFAULT_NAME));
  }
}
