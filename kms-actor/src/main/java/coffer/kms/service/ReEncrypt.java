package coffer.kms.service;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Opens a ciphertext and encrypts it again, under another key or context, without showing the
 * plaintext.
 */
final class ReEncrypt implements KmsOperation<ReEncrypt.Request, ReEncrypt.Response> {
  private final KmsEnvironment kms;

  ReEncrypt(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(
      byte @Nullable [] ciphertextBlob,
      @Nullable Map<String, String> sourceEncryptionContext,
      @Nullable String sourceKeyId,
      @Nullable String destinationKeyId,
      @Nullable Map<String, String> destinationEncryptionContext,
      @Nullable String sourceEncryptionAlgorithm,
      @Nullable String destinationEncryptionAlgorithm,
      @Nullable Boolean dryRun)
      implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown()
          .with("sourceKeyId", sourceKeyId)
          .with("sourceEncryptionContext", sourceEncryptionContext)
          .with("sourceEncryptionAlgorithm", EncryptionUse.ALGORITHM)
          .with("destinationKeyId", destinationKeyId)
          .with("destinationEncryptionContext", destinationEncryptionContext)
          .with("destinationEncryptionAlgorithm", EncryptionUse.ALGORITHM)
          .map();
    }
  }

  /** The answer. */
  record Response(
      byte[] ciphertextBlob,
      String sourceKeyId,
      String keyId,
      String sourceEncryptionAlgorithm,
      String destinationEncryptionAlgorithm,
      String sourceKeyMaterialId,
      String destinationKeyMaterialId) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    var bytes =
        Constraints.bytes(
            request.ciphertextBlob(), "ciphertextBlob", Constraints.CIPHERTEXT_BYTES_MAX);
    var destinationId = Constraints.keyId(request.destinationKeyId(), "destinationKeyId");
    var from = Constraints.context(request.sourceEncryptionContext());
    var to = Constraints.context(request.destinationEncryptionContext());
    EncryptionUse.requireAlgorithm(
        request.sourceEncryptionAlgorithm(), "sourceEncryptionAlgorithm");
    EncryptionUse.requireAlgorithm(
        request.destinationEncryptionAlgorithm(), "destinationEncryptionAlgorithm");
    var blob = CiphertextBlob.parse(bytes);
    var destination = kms.keys().find(destinationId, call).value();
    var source = EncryptionUse.keyOf(kms, blob, request.sourceKeyId(), "sourceKeyId", call);
    EncryptionUse.require(kms, "ReEncryptFrom", source, from, call);
    EncryptionUse.require(kms, "ReEncryptTo", destination, to, call);
    Constraints.notDryRun(request.dryRun());
    var plaintext = kms.symmetric().decrypt(source, blob, from);
    try {
      return CompletableFuture.completedFuture(
          new Response(
              kms.symmetric().encrypt(destination, plaintext, to),
              source.arn(),
              destination.arn(),
              EncryptionUse.ALGORITHM,
              EncryptionUse.ALGORITHM,
              blob.materialId(),
              destination.current().id()));
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }
}
