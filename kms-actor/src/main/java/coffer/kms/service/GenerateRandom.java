package coffer.kms.service;

import coffer.kms.service.KmsException.Code;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Random bytes, 1 to 1024. */
final class GenerateRandom
    implements KmsOperation<GenerateRandom.Request, GenerateRandom.Response> {
  private final KmsEnvironment kms;

  GenerateRandom(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(
      @Nullable Integer numberOfBytes,
      @Nullable String customKeyStoreId,
      @Nullable Object recipient)
      implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown().with("numberOfBytes", numberOfBytes).map();
    }
  }

  /** The answer. */
  record Response(byte[] plaintext) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    kms.access().requireInAccount("kms:GenerateRandom", "*", call);
    int count =
        Constraints.range(
            Constraints.required(request.numberOfBytes(), "numberOfBytes"),
            0,
            "numberOfBytes",
            1,
            1024);
    Constraints.noRecipient(request.recipient());
    if (request.customKeyStoreId() != null) {
      throw new KmsException(
          Code.UnsupportedOperationException, "Custom key stores are not supported.");
    }
    var bytes = new byte[count];
    kms.random().nextBytes(bytes);
    return CompletableFuture.completedFuture(new Response(bytes));
  }
}
