package coffer.kms.service;

import coffer.kms.ring.AliasRecord;
import coffer.kms.ring.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lists the account's aliases, or those of one key. */
final class ListAliases implements KmsOperation<ListAliases.Request, ListAliases.Response> {
  private final KmsEnvironment kms;

  ListAliases(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable String keyId, @Nullable Integer limit, @Nullable String marker)
      implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown().with("keyId", keyId).with("limit", limit).map();
    }
  }

  /** The answer. */
  record Response(List<Entry> aliases, @Nullable String nextMarker, boolean truncated) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    kms.access().requireInAccount("kms:ListAliases", "*", call);
    int limit = Constraints.range(request.limit(), 50, "limit", 1, 100);
    var aliases = kms.table().aliases(call.account()).stream().map(Stored::value).toList();
    if (request.keyId() != null) {
      var keyId = Constraints.keyId(request.keyId(), "keyId");
      var key = kms.keys().findById(keyId, call).value();
      aliases = aliases.stream().filter(alias -> alias.keyId().equals(key.keyId())).toList();
    }
    var page = Page.of(aliases, AliasRecord::name, limit, request.marker());
    var entries = page.items().stream().map(Entry::of).toList();
    return CompletableFuture.completedFuture(
        new Response(entries, page.nextMarker(), page.truncated()));
  }

  record Entry(
      String aliasName,
      String aliasArn,
      String targetKeyId,
      Instant creationDate,
      Instant lastUpdatedDate) {
    static Entry of(AliasRecord alias) {
      return new Entry(
          alias.name(),
          alias.arn(),
          alias.keyId(),
          Instant.ofEpochMilli(alias.createdMillis()),
          Instant.ofEpochMilli(alias.updatedMillis()));
    }
  }
}
