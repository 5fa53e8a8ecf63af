package coffer.kms.service;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Makes a data key and gives it out encrypted only. */
final class GenerateDataKeyWithoutPlaintext
    implements KmsOperation<
        GenerateDataKeyWithoutPlaintext.Request, GenerateDataKeyWithoutPlaintext.Response> {
  private final KmsEnvironment kms;

  GenerateDataKeyWithoutPlaintext(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(
      @Nullable String keyId,
      @Nullable Map<String, String> encryptionContext,
      @Nullable Integer numberOfBytes,
      @Nullable String keySpec,
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
  record Response(byte[] ciphertextBlob, String keyId, String keyMaterialId) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    var context = Constraints.context(request.encryptionContext());
    int size = DataKeySize.bytes(request.keySpec(), request.numberOfBytes());
    var key = kms.keys().find(keyId, call).value();
    EncryptionUse.require(kms, name(), key, context, call);
    Constraints.notDryRun(request.dryRun());
    var plaintext = new byte[size];
    kms.random().nextBytes(plaintext);
    var blob = kms.symmetric().encrypt(key, plaintext, context);
    Arrays.fill(plaintext, (byte) 0);
    return CompletableFuture.completedFuture(new Response(blob, key.arn(), key.current().id()));
  }
}
