package coffer.kms.service;

import coffer.kms.ring.KeyRecord;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Ends the automatic rotation. */
final class DisableKeyRotation implements KmsOperation<DisableKeyRotation.Request, Empty> {
  private final KmsEnvironment kms;

  DisableKeyRotation(KmsEnvironment kms) {
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
              kms.access().require("kms:DisableKeyRotation", key.value(), call);
              KeyStateRules.requireRotatable(key.value());
              KeyStateRules.requireEnabled(key.value());
              return RingChanges.Change.of(
                  kms.table().change(key, key.value().withRotation(KeyRecord.Rotation.OFF)),
                  new Empty());
            });
  }
}
