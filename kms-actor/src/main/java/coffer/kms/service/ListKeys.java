package coffer.kms.service;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lists the account's keys, those pending deletion included. */
final class ListKeys implements KmsOperation<ListKeys.Request, ListKeys.Response> {
  private final KmsEnvironment kms;

  ListKeys(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable Integer limit, @Nullable String marker) implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown().with("limit", limit).map();
    }
  }

  /** The answer. */
  record Response(List<Entry> keys, @Nullable String nextMarker, boolean truncated) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    kms.access().requireInAccount("kms:ListKeys", "*", call);
    int limit = Constraints.range(request.limit(), 100, "limit", 1, 1000);
    var page =
        Page.of(
            kms.table().keys(call.account()), key -> key.value().keyId(), limit, request.marker());
    var entries =
        page.items().stream()
            .map(key -> new Entry(key.value().keyId(), key.value().arn()))
            .toList();
    return CompletableFuture.completedFuture(
        new Response(entries, page.nextMarker(), page.truncated()));
  }

  record Entry(String keyId, String keyArn) {}
}
