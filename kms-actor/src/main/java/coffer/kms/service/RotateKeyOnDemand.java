package coffer.kms.service;

import coffer.kms.ring.KeyMaterial;
import coffer.kms.service.KmsException.Code;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Gives a key new material now, at most 25 times; the automatic schedule stays as it is. */
final class RotateKeyOnDemand
    implements KmsOperation<RotateKeyOnDemand.Request, RotateKeyOnDemand.Response> {
  private static final int ROTATIONS_MAX = 25;

  private final KmsEnvironment kms;

  RotateKeyOnDemand(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable String keyId) implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown().with("keyId", keyId).map();
    }
  }

  /** The answer. */
  record Response(String keyId) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    return kms.changes()
        .make(
            () -> {
              var key = kms.keys().findById(keyId, call);
              kms.access().require("kms:RotateKeyOnDemand", key.value(), call);
              KeyStateRules.requireRotatable(key.value());
              KeyStateRules.requireEnabled(key.value());
              long made =
                  key.value().materials().stream()
                      .filter(material -> material.origin() == KeyMaterial.Origin.ON_DEMAND)
                      .count();
              if (made >= ROTATIONS_MAX) {
                throw new KmsException(
                    Code.LimitExceededException,
                    "The on-demand rotations limit has been reached for the given keyId. No more"
                        + " on-demand rotations can be performed for this key: "
                        + key.value().arn());
              }
              var next =
                  kms.materials()
                      .make(key.value().spec(), key.value().arn(), KeyMaterial.Origin.ON_DEMAND);
              return RingChanges.Change.of(
                  kms.table().change(key, key.value().rotatedTo(next)),
                  new Response(key.value().keyId()));
            });
  }
}
