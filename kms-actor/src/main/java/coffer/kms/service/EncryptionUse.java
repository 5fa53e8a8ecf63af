package coffer.kms.service;

import coffer.kms.ring.KeyRecord;
import coffer.kms.service.KmsException.Code;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all operations that use a symmetric key have in common. */
final class EncryptionUse {
  static final String ALGORITHM = "SYMMETRIC_DEFAULT";
  private static final List<String> ALGORITHMS =
      List.of(ALGORITHM, "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE");

  private EncryptionUse() {}

  /**
   * Permission first, then kind and state of the key.
   *
   * @param operation the action without its prefix
   */
  static void require(
      KmsEnvironment kms,
      String operation,
      KeyRecord key,
      Map<String, String> context,
      KmsCall call) {
    kms.access().require("kms:" + operation, key, call, KeyAccess.contextConditions(context));
    KeyStateRules.requireEnabled(key);
    KeyStateRules.requireSymmetricEncryption(key, operation);
  }

  static void requireAlgorithm(@Nullable String given, String field) {
    if (!Constraints.oneOf(given, ALGORITHM, field, ALGORITHMS).equals(ALGORITHM)) {
      throw new KmsException(
          Code.InvalidKeyUsageException, "Only SYMMETRIC_DEFAULT encryption is supported.");
    }
  }

  /**
   * The key that a ciphertext names.
   *
   * @param keyId the key that the client expects, if it said so
   * @throws KmsException IncorrectKeyException when it expects another
   */
  static KeyRecord keyOf(
      KmsEnvironment kms, CiphertextBlob blob, @Nullable String keyId, String field, KmsCall call) {
    if (keyId != null) {
      var expected = kms.keys().find(Constraints.keyId(keyId, field), call).value();
      if (!expected.arn().equals(blob.keyArn())) {
        throw new KmsException(
            Code.IncorrectKeyException,
            "The key ID in the request does not identify a CMK that can perform this operation.");
      }
      return expected;
    }
    if (!blob.keyArn().startsWith("arn:")) {
      throw CiphertextBlob.invalid();
    }
    try {
      return kms.keys().findById(blob.keyArn(), call).value();
    } catch (KmsException gone) {
      // Says the same for a key that is gone, elsewhere or forbidden, so that ciphertexts cannot
      // be used to find out which keys exist.
      throw new KmsException(
          Code.AccessDeniedException,
          "The ciphertext refers to a customer master key that does not exist, does not exist in"
              + " this region, or you are not allowed to access.");
    }
  }
}
