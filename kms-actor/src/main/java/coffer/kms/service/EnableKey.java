package coffer.kms.service;

import coffer.kms.ring.KeyState;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Makes a disabled key usable. */
final class EnableKey implements KmsOperation<EnableKey.Request, Empty> {
  private final KmsEnvironment kms;

  EnableKey(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable String keyId) implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown().with("keyId", keyId).map();
    }
  }

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Empty> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    return kms.changes()
        .make(
            () -> {
              var key = kms.keys().findById(keyId, call);
              kms.access().require("kms:EnableKey", key.value(), call);
              KeyStateRules.requireNotPendingDeletion(key.value());
              return RingChanges.Change.of(
                  kms.table().change(key, key.value().withState(KeyState.ENABLED)), new Empty());
            });
  }
}
