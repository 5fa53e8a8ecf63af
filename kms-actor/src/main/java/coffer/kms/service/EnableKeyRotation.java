package coffer.kms.service;

import coffer.kms.ring.KeyRecord;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Rotates a key by itself from now on, each 90 to 2560 days. */
final class EnableKeyRotation implements KmsOperation<EnableKeyRotation.Request, Empty> {
  private final KmsEnvironment kms;

  EnableKeyRotation(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable String keyId, @Nullable Integer rotationPeriodInDays)
      implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown()
          .with("keyId", keyId)
          .with("rotationPeriodInDays", rotationPeriodInDays)
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
    int days =
        Constraints.range(
            request.rotationPeriodInDays(),
            KeyRecord.ROTATION_PERIOD_DAYS_DEFAULT,
            "rotationPeriodInDays",
            90,
            2560);
    return kms.changes()
        .make(
            () -> {
              var key = kms.keys().findById(keyId, call);
              kms.access().require("kms:EnableKeyRotation", key.value(), call);
              KeyStateRules.requireRotatable(key.value());
              KeyStateRules.requireEnabled(key.value());
              var now = key.value().rotation();
              if (now.enabled() && now.periodDays() == days) {
                return RingChanges.Change.none(new Empty());
              }
              long next = kms.clock().millis() + Duration.ofDays(days).toMillis();
              var rotation = new KeyRecord.Rotation(true, days, next);
              return RingChanges.Change.of(
                  kms.table().change(key, key.value().withRotation(rotation)), new Empty());
            });
  }
}
