package coffer.kms.service;

import coffer.kms.ring.KeyRecord;
import coffer.kms.ring.KeySpec;
import coffer.kms.ring.KeyState;
import coffer.kms.ring.KeyUsage;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as DescribeKey shows it.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html">AWS KMS:
 *     KeyMetadata</a>
 */
public record KeyMetadata(
    @JsonProperty("AWSAccountId") String awsAccountId,
    String keyId,
    String arn,
    Instant creationDate,
    boolean enabled,
    String description,
    String keyUsage,
    String keyState,
    @Nullable Instant deletionDate,
    String origin,
    String keyManager,
    String customerMasterKeySpec,
    String keySpec,
    @Nullable List<String> encryptionAlgorithms,
    @Nullable List<String> signingAlgorithms,
    @Nullable List<String> macAlgorithms,
    @Nullable List<String> keyAgreementAlgorithms,
    boolean multiRegion,
    @Nullable String currentKeyMaterialId) {

  static KeyMetadata of(KeyRecord key) {
    var deletion = key.deletionMillis();
    boolean symmetric = key.spec() == KeySpec.SYMMETRIC_DEFAULT;
    return new KeyMetadata(
        key.account(),
        key.keyId(),
        key.arn(),
        Instant.ofEpochMilli(key.createdMillis()),
        key.state() == KeyState.ENABLED,
        key.description(),
        key.usage().name(),
        key.state().wireName(),
        deletion == null ? null : Instant.ofEpochMilli(deletion),
        "AWS_KMS",
        key.awsManaged() ? "AWS" : "CUSTOMER",
        key.spec().name(),
        key.spec().name(),
        forUsage(key, KeyUsage.ENCRYPT_DECRYPT),
        forUsage(key, KeyUsage.SIGN_VERIFY),
        forUsage(key, KeyUsage.GENERATE_VERIFY_MAC),
        forUsage(key, KeyUsage.KEY_AGREEMENT),
        false,
        symmetric ? key.current().id() : null);
  }

  private static @Nullable List<String> forUsage(KeyRecord key, KeyUsage usage) {
    return key.usage() == usage ? algorithms(key.spec(), usage) : null;
  }

  private static List<String> algorithms(KeySpec spec, KeyUsage usage) {
    return switch (usage) {
      case ENCRYPT_DECRYPT ->
          spec == KeySpec.SYMMETRIC_DEFAULT
              ? List.of("SYMMETRIC_DEFAULT")
              : List.of("RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256");
      case SIGN_VERIFY ->
          spec.family() == KeySpec.Family.RSA
              ? List.of(
                  "RSASSA_PKCS1_V1_5_SHA_256",
                  "RSASSA_PKCS1_V1_5_SHA_384",
                  "RSASSA_PKCS1_V1_5_SHA_512",
                  "RSASSA_PSS_SHA_256",
                  "RSASSA_PSS_SHA_384",
                  "RSASSA_PSS_SHA_512")
              : List.of("ECDSA_SHA_" + (spec == KeySpec.ECC_NIST_P521 ? 512 : spec.bits()));
      case GENERATE_VERIFY_MAC -> List.of("HMAC_SHA_" + spec.bits());
      case KEY_AGREEMENT -> List.of("ECDH");
    };
  }
}
