package coffer.kms.service;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The names of the key policies: always just {@code default}. */
final class ListKeyPolicies
    implements KmsOperation<ListKeyPolicies.Request, ListKeyPolicies.Response> {
  private final KmsEnvironment kms;

  ListKeyPolicies(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable String keyId, @Nullable Integer limit, @Nullable String marker)
      implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown().with("keyId", keyId).map();
    }
  }

  /** The answer. */
  record Response(List<String> policyNames, boolean truncated) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    Constraints.range(request.limit(), 100, "limit", 1, 1000);
    var key = kms.keys().findById(keyId, call).value();
    kms.access().require("kms:ListKeyPolicies", key, call);
    return CompletableFuture.completedFuture(
        new Response(List.of(KeyPolicyRules.DEFAULT_NAME), false));
  }
}
