package coffer.kms.service;

import coffer.kms.ring.AliasRecord;
import coffer.kms.service.KmsException.Code;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Gives a key a second name. */
final class CreateAlias implements KmsOperation<CreateAlias.Request, Empty> {
  private final KmsEnvironment kms;

  CreateAlias(KmsEnvironment kms) {
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
              var key = AliasRules.target(kms, keyId, call);
              AliasRules.require(kms, "kms:CreateAlias", name, key, call);
              KeyStateRules.requireNotPendingDeletion(key);
              var arn = kms.arns().alias(call.account(), name);
              if (kms.table().alias(call.account(), name).isPresent()) {
                throw new KmsException(
                    Code.AlreadyExistsException,
                    "An alias with the name " + arn + " already exists");
              }
              AliasRules.requireRoom(kms, call);
              long now = kms.clock().millis();
              var alias = new AliasRecord(call.account(), name, arn, key.keyId(), now, now);
              return RingChanges.Change.of(kms.table().aliasCreation(alias), new Empty());
            });
  }
}
