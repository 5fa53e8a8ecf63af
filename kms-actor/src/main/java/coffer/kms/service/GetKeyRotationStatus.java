package coffer.kms.service;

import coffer.kms.ring.KeyState;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Whether and when a key rotates by itself. */
final class GetKeyRotationStatus
    implements KmsOperation<GetKeyRotationStatus.Request, GetKeyRotationStatus.Response> {
  private final KmsEnvironment kms;

  GetKeyRotationStatus(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable String keyId) implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown().with("keyId", keyId).map();
    }
  }

  /** The answer. */
  record Response(
      boolean keyRotationEnabled,
      String keyId,
      @Nullable Integer rotationPeriodInDays,
      @Nullable Instant nextRotationDate) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    var key = kms.keys().findById(keyId, call).value();
    kms.access().require("kms:GetKeyRotationStatus", key, call);
    KeyStateRules.requireRotatable(key);
    var rotation = key.rotation();
    boolean rotates = rotation.enabled() && key.state() != KeyState.PENDING_DELETION;
    return CompletableFuture.completedFuture(
        new Response(
            rotates,
            key.keyId(),
            rotates ? (Integer) rotation.periodDays() : null,
            rotates ? Instant.ofEpochMilli(rotation.nextMillis()) : null));
  }
}
