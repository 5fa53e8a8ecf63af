package coffer.kms.service;

import coffer.kms.service.KmsException.Code;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Points an alias to another key of the same kind. */
final class UpdateAlias implements KmsOperation<UpdateAlias.Request, Empty> {
  private final KmsEnvironment kms;

  UpdateAlias(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable String aliasName, @Nullable String targetKeyId) implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown().with("aliasName", aliasName).with("targetKeyId", targetKeyId).map();
    }
  }

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Empty> perform(Request request, KmsCall call) {
    var name = AliasRules.name(request.aliasName());
    var keyId = Constraints.keyId(request.targetKeyId(), "targetKeyId");
    return kms.changes()
        .make(
            () -> {
              var alias = AliasRules.existing(kms, name, call);
              var key = AliasRules.target(kms, keyId, call);
              AliasRules.require(kms, "kms:UpdateAlias", name, key, call);
              var before = kms.table().key(call.account(), alias.value().keyId());
              if (before.isPresent()) {
                AliasRules.require(kms, "kms:UpdateAlias", name, before.get().value(), call);
                if (before.get().value().usage() != key.usage()
                    || before.get().value().spec().family() != key.spec().family()) {
                  throw new KmsException(
                      Code.ValidationException,
                      "The new key must be of the same type and usage as the current one.");
                }
              }
              KeyStateRules.requireNotPendingDeletion(key);
              var changed = alias.value().pointingTo(key.keyId(), kms.clock().millis());
              return RingChanges.Change.of(kms.table().aliasChange(alias, changed), new Empty());
            });
  }
}
