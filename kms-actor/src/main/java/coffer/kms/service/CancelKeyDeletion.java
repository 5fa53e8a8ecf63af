package coffer.kms.service;

import coffer.kms.ring.KeyState;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps a key that was to be destroyed; it stays disabled until it is enabled. */
final class CancelKeyDeletion
    implements KmsOperation<CancelKeyDeletion.Request, CancelKeyDeletion.Response> {
  private final KmsEnvironment kms;

  CancelKeyDeletion(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable String keyId) implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown().with("keyId", keyId).map();
    }
  }

  /** The answer. */
  record Response(String keyId) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    return kms.changes()
        .make(
            () -> {
              var key = kms.keys().findById(keyId, call);
              kms.access().require("kms:CancelKeyDeletion", key.value(), call);
              KeyStateRules.requirePendingDeletion(key.value());
              return RingChanges.Change.of(
                  kms.table().change(key, key.value().withState(KeyState.DISABLED)),
                  new Response(key.value().arn()));
            });
  }
}
