package coffer.kms.service;

import coffer.kms.envelope.SealedKey;
import coffer.kms.policy.Principal;
import coffer.kms.ring.KeyRecord;
import coffer.kms.service.KmsException.Code;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Makes and opens the keys between KMS keys and data keys, each time by one KMS call in the name of
 * the principal; and says at any time, without a call, whether such a key may be used.
 */
public final class SealedKeys {
  private static final int KEY_BYTES = 32;

  private final KmsEnvironment kms;
  private final KmsService service;
  private final StoreKey storeKey;

  SealedKeys(KmsEnvironment kms, KmsService service) {
    this.kms = kms;
    this.service = service;
    this.storeKey = new StoreKey(kms);
  }

  /**
   * @param plaintext 32 secret bytes, which the receiver clears
   */
  public record Made(SealedKey sealed, byte[] plaintext) {
    @Override
    public String toString() {
      return "Made[secret]";
    }
  }

  /** {@code GenerateDataKey}, except for {@link SealedKey.Purpose#STORE}. */
  public CompletionStage<Made> make(
      SealedKey.Purpose purpose, String keyArn, Map<String, String> context, Principal caller) {
    return switch (purpose) {
      case STORE -> storeKey.ensure().thenApply(key -> madeUnderStoreKey(key, context));
      case BUCKET_KEY, OBJECT_KEY -> {
        var request = new GenerateDataKey.Request(keyArn, context, null, "AES_256", null, null);
        yield service
            .perform(new GenerateDataKey(kms), request, byS3(caller, context))
            .thenApply(
                made ->
                    new Made(
                        new SealedKey(purpose, made.keyId(), context, made.ciphertextBlob()),
                        made.plaintext()));
      }
    };
  }

  /** {@code Decrypt}, except for {@link SealedKey.Purpose#STORE}; 32 bytes to be cleared. */
  public CompletionStage<byte[]> open(SealedKey sealed, Principal caller) {
    return switch (sealed.purpose()) {
      case STORE -> storeKey.ensure().thenApply(key -> openedUnderStoreKey(key, sealed));
      case BUCKET_KEY, OBJECT_KEY -> {
        var request =
            new Decrypt.Request(sealed.blob(), sealed.context(), sealed.keyArn(), null, null, null);
        yield service
            .perform(new Decrypt(kms), request, byS3(caller, sealed.context()))
            .thenApply(answer -> ofKeySize(answer.plaintext()));
      }
    };
  }

  /**
   * Whether the key may be used right now, as far as this node's view of the key ring goes: the KMS
   * key exists and is enabled, and has the material that the blob names. Never blocks.
   *
   * @throws KmsException DisabledException, KMSInvalidStateException, NotFoundException,
   *     InvalidCiphertextException; DependencyTimeoutException, worth another try, when this node
   *     has not heard of the key material
   */
  public void requireUsable(SealedKey sealed) {
    var blob = CiphertextBlob.parse(sealed.blob());
    var key =
        switch (sealed.purpose()) {
          case STORE -> storeKey.existing().orElseThrow(SealedKeys::notYetKnown);
          case BUCKET_KEY, OBJECT_KEY ->
              // The account is in the ARN; whose call it is does not matter here.
              kms.keys()
                  .findById(sealed.keyArn(), byS3(Principal.service(""), sealed.context()))
                  .value();
        };
    KeyStateRules.requireEnabled(key);
    if (!key.arn().equals(blob.keyArn())) {
      throw CiphertextBlob.invalid();
    }
    if (key.material(blob.materialId()).isEmpty()) {
      throw notYetKnown();
    }
  }

  /** Material is only ever added, so a node that does not know it is behind the others. */
  private static KmsException notYetKnown() {
    return new KmsException(
        Code.DependencyTimeoutException, "The key material is not yet known to this node.");
  }

  private Made madeUnderStoreKey(KeyRecord key, Map<String, String> context) {
    var plaintext = new byte[KEY_BYTES];
    kms.random().nextBytes(plaintext);
    var blob = kms.symmetric().encrypt(key, plaintext, context);
    return new Made(new SealedKey(SealedKey.Purpose.STORE, "", context, blob), plaintext);
  }

  private byte[] openedUnderStoreKey(KeyRecord key, SealedKey sealed) {
    var blob = CiphertextBlob.parse(sealed.blob());
    if (!blob.keyArn().equals(key.arn())) {
      throw CiphertextBlob.invalid();
    }
    return ofKeySize(kms.symmetric().decrypt(key, blob, sealed.context()));
  }

  private static byte[] ofKeySize(byte[] plaintext) {
    if (plaintext.length != KEY_BYTES) {
      Arrays.fill(plaintext, (byte) 0);
      throw new KmsException(Code.InvalidCiphertextException, "");
    }
    return plaintext;
  }

  private KmsCall byS3(Principal caller, Map<String, String> context) {
    return KmsCall.byS3(caller, S3Service.name(context, kms.arns().region()));
  }
}
