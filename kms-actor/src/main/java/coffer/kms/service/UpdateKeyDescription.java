package coffer.kms.service;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Replaces the description. */
final class UpdateKeyDescription implements KmsOperation<UpdateKeyDescription.Request, Empty> {
  private final KmsEnvironment kms;

  UpdateKeyDescription(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable String keyId, @Nullable String description) implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown().with("keyId", keyId).with("description", description).map();
    }
  }

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Empty> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    var description =
        Constraints.atMost(
            Constraints.required(request.description(), "description"),
            "description",
            Constraints.DESCRIPTION_CHARS_MAX);
    return kms.changes()
        .make(
            () -> {
              var key = kms.keys().findById(keyId, call);
              kms.access().require("kms:UpdateKeyDescription", key.value(), call);
              KeyStateRules.requireNotPendingDeletion(key.value());
              return RingChanges.Change.of(
                  kms.table().change(key, key.value().withDescription(description)), new Empty());
            });
  }
}
