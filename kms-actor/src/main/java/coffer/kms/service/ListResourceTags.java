package coffer.kms.service;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The tags of a key. */
final class ListResourceTags
    implements KmsOperation<ListResourceTags.Request, ListResourceTags.Response> {
  private final KmsEnvironment kms;

  ListResourceTags(KmsEnvironment kms) {
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
  record Response(List<Tag> tags, @Nullable String nextMarker, boolean truncated) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    int limit = Constraints.range(request.limit(), 50, "limit", 1, 50);
    var key = kms.keys().findById(keyId, call).value();
    kms.access().require("kms:ListResourceTags", key, call);
    var sorted = List.copyOf(new TreeMap<>(key.tags()).entrySet());
    var page = Page.of(sorted, Map.Entry::getKey, limit, request.marker());
    var tags = page.items().stream().map(tag -> new Tag(tag.getKey(), tag.getValue())).toList();
    return CompletableFuture.completedFuture(
        new Response(tags, page.nextMarker(), page.truncated()));
  }
}
