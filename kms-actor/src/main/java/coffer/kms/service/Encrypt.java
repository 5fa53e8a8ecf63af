package coffer.kms.service;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Encrypts up to 4096 bytes. */
final class Encrypt implements KmsOperation<Encrypt.Request, Encrypt.Response> {
  private final KmsEnvironment kms;

  Encrypt(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(
      @Nullable String keyId,
      byte @Nullable [] plaintext,
      @Nullable Map<String, String> encryptionContext,
      @Nullable String encryptionAlgorithm,
      @Nullable Boolean dryRun)
      implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown()
          .with("keyId", keyId)
          .with("encryptionContext", encryptionContext)
          .with("encryptionAlgorithm", EncryptionUse.ALGORITHM)
          .map();
    }
  }

  /** The answer. */
  record Response(byte[] ciphertextBlob, String keyId, String encryptionAlgorithm) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    var plaintext =
        Constraints.bytes(request.plaintext(), "plaintext", Constraints.PLAINTEXT_BYTES_MAX);
    var context = Constraints.context(request.encryptionContext());
    EncryptionUse.requireAlgorithm(request.encryptionAlgorithm(), "encryptionAlgorithm");
    var key = kms.keys().find(keyId, call).value();
    EncryptionUse.require(kms, name(), key, context, call);
    Constraints.notDryRun(request.dryRun());
    return CompletableFuture.completedFuture(
        new Response(
            kms.symmetric().encrypt(key, plaintext, context), key.arn(), EncryptionUse.ALGORITHM));
  }
}
