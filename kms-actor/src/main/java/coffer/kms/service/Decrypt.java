package coffer.kms.service;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Opens a ciphertext; the ciphertext itself names its key. */
final class Decrypt implements KmsOperation<Decrypt.Request, Decrypt.Response> {
  private final KmsEnvironment kms;

  Decrypt(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(
      byte @Nullable [] ciphertextBlob,
      @Nullable Map<String, String> encryptionContext,
      @Nullable String keyId,
      @Nullable String encryptionAlgorithm,
      @Nullable Object recipient,
      @Nullable Boolean dryRun)
      implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown()
          .with("encryptionAlgorithm", EncryptionUse.ALGORITHM)
          .with("keyId", keyId)
          .with("encryptionContext", encryptionContext)
          .map();
    }
  }

  /** The answer. */
  record Response(
      String keyId, byte[] plaintext, String encryptionAlgorithm, String keyMaterialId) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    var bytes =
        Constraints.bytes(
            request.ciphertextBlob(), "ciphertextBlob", Constraints.CIPHERTEXT_BYTES_MAX);
    var context = Constraints.context(request.encryptionContext());
    EncryptionUse.requireAlgorithm(request.encryptionAlgorithm(), "encryptionAlgorithm");
    Constraints.noRecipient(request.recipient());
    var blob = CiphertextBlob.parse(bytes);
    var key = EncryptionUse.keyOf(kms, blob, request.keyId(), "keyId", call);
    EncryptionUse.require(kms, name(), key, context, call);
    Constraints.notDryRun(request.dryRun());
    return CompletableFuture.completedFuture(
        new Response(
            key.arn(),
            kms.symmetric().decrypt(key, blob, context),
            EncryptionUse.ALGORITHM,
            blob.materialId()));
  }
}
