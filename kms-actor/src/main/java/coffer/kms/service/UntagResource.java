package coffer.kms.service;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Removes tags; those that are not there count as removed. */
final class UntagResource implements KmsOperation<UntagResource.Request, Empty> {
  private final KmsEnvironment kms;

  UntagResource(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable String keyId, @Nullable List<String> tagKeys) implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown().with("keyId", keyId).with("tagKeys", tagKeys).map();
    }
  }

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Empty> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    var names = Constraints.required(request.tagKeys(), "tagKeys");
    names.forEach(name -> Constraints.required(name, "tagKeys.1.member"));
    return kms.changes()
        .make(
            () -> {
              var key = kms.keys().findById(keyId, call);
              kms.access().require("kms:UntagResource", key.value(), call);
              KeyStateRules.requireNotPendingDeletion(key.value());
              var left = new TreeMap<>(key.value().tags());
              names.forEach(left::remove);
              return RingChanges.Change.of(
                  kms.table().change(key, key.value().withTags(left)), new Empty());
            });
  }
}
