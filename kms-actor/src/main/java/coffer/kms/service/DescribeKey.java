package coffer.kms.service;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Tells everything about a key but its material. Makes {@code alias/aws/s3} when it is asked for
 * first.
 */
final class DescribeKey implements KmsOperation<DescribeKey.Request, DescribeKey.Response> {
  private final KmsEnvironment kms;

  DescribeKey(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(@Nullable String keyId) implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown().with("keyId", keyId).map();
    }
  }

  /** The answer. */
  record Response(KeyMetadata keyMetadata) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    boolean managed =
        keyId.equals(AwsManagedKey.ALIAS)
            || keyId.equals(kms.arns().alias(call.account(), AwsManagedKey.ALIAS));
    CompletionStage<?> ready =
        managed
            ? new AwsManagedKey(kms).ensure(call.account())
            : CompletableFuture.completedFuture(keyId);
    return ready.thenApply(
        done -> {
          var key = kms.keys().find(keyId, call).value();
          kms.access().require("kms:DescribeKey", key, call);
          return new Response(KeyMetadata.of(key));
        });
  }
}
