package coffer.kms.service;

import coffer.kms.ring.KeyState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Makes a key unusable now, to be destroyed after a waiting time of 7 to 30 days. */
final class ScheduleKeyDeletion
    implements KmsOperation<ScheduleKeyDeletion.Request, ScheduleKeyDeletion.Response> {
  private final KmsEnvironment kms;

  ScheduleKeyDeletion(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable String keyId, @Nullable Integer pendingWindowInDays)
      implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown()
          .with("keyId", keyId)
          .with("pendingWindowInDays", pendingWindowInDays)
          .map();
    }
  }

  /** The answer. */
  record Response(String keyId, Instant deletionDate, String keyState, int pendingWindowInDays) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    int days = Constraints.range(request.pendingWindowInDays(), 30, "pendingWindowInDays", 7, 30);
    var date = kms.clock().instant().plus(Duration.ofDays(days));
    return kms.changes()
        .make(
            () -> {
              var key = kms.keys().findById(keyId, call);
              kms.access()
                  .require(
                      "kms:ScheduleKeyDeletion",
                      key.value(),
                      call,
                      Map.of(
                          "kms:schedulekeydeletionpendingwindowindays",
                          List.of(Integer.toString(days))));
              KeyStateRules.requireNotPendingDeletion(key.value());
              return RingChanges.Change.of(
                  kms.table().change(key, key.value().pendingDeletion(date.toEpochMilli(), days)),
                  new Response(
                      key.value().arn(), date, KeyState.PENDING_DELETION.wireName(), days));
            });
  }
}
