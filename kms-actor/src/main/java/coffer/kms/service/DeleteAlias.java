package coffer.kms.service;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes an alias away; its key is unaffected. */
final class DeleteAlias implements KmsOperation<DeleteAlias.Request, Empty> {
  private final KmsEnvironment kms;

  DeleteAlias(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable String aliasName) implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown().with("aliasName", aliasName).map();
    }
  }

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Empty> perform(Request request, KmsCall call) {
    var name = AliasRules.name(request.aliasName());
    return kms.changes()
        .make(
            () -> {
              var alias = AliasRules.existing(kms, name, call);
              var key = kms.keys().findById(alias.value().keyId(), call).value();
              AliasRules.require(kms, "kms:DeleteAlias", name, key, call);
              return RingChanges.Change.of(kms.table().removal(alias), new Empty());
            });
  }
}
