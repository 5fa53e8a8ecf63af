package coffer.kms.service;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Adds or replaces tags. */
final class TagResource implements KmsOperation<TagResource.Request, Empty> {
  private final KmsEnvironment kms;

  TagResource(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable String keyId, @Nullable List<Tag> tags) implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown().with("keyId", keyId).with("tags", tags).map();
    }
  }

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Empty> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    var tags = Constraints.required(request.tags(), "tags");
    return kms.changes()
        .make(
            () -> {
              var key = kms.keys().findById(keyId, call);
              kms.access().require("kms:TagResource", key.value(), call);
              KeyStateRules.requireNotPendingDeletion(key.value());
              var merged = TagRules.merged(key.value().tags(), tags);
              return RingChanges.Change.of(
                  kms.table().change(key, key.value().withTags(merged)), new Empty());
            });
  }
}
