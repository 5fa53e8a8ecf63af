package coffer.kms.service;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Makes a data key: in the clear for use now, and encrypted to be kept. */
final class GenerateDataKey
    implements KmsOperation<GenerateDataKey.Request, GenerateDataKey.Response> {
  private final KmsEnvironment kms;

  GenerateDataKey(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(
      @Nullable String keyId,
      @Nullable Map<String, String> encryptionContext,
      @Nullable Integer numberOfBytes,
      @Nullable String keySpec,
      @Nullable Object recipient,
      @Nullable Boolean dryRun)
      implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown()
          .with("keyId", keyId)
          .with("keySpec", keySpec)
          .with("numberOfBytes", numberOfBytes)
          .with("encryptionContext", encryptionContext)
          .map();
    }
  }

  /** The answer. */
  record Response(byte[] ciphertextBlob, byte[] plaintext, String keyId, String keyMaterialId) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    var context = Constraints.context(request.encryptionContext());
    int size = DataKeySize.bytes(request.keySpec(), request.numberOfBytes());
    Constraints.noRecipient(request.recipient());
    var key = kms.keys().find(keyId, call).value();
    EncryptionUse.require(kms, name(), key, context, call);
    Constraints.notDryRun(request.dryRun());
    var plaintext = new byte[size];
    kms.random().nextBytes(plaintext);
    var blob = kms.symmetric().encrypt(key, plaintext, context);
    return CompletableFuture.completedFuture(
        new Response(blob, plaintext, key.arn(), key.current().id()));
  }
}
