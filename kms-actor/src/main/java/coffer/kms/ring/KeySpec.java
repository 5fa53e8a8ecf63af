package coffer.kms.ring;

import java.util.List;

/**
 * The kinds of key material; the names are the KMS API's. Only {@link #SYMMETRIC_DEFAULT} encrypts;
 * the others can be made so that clients which name them by mistake are refused for the right
 * reason.
 */
public enum KeySpec {
  SYMMETRIC_DEFAULT(Family.SYMMETRIC, 256, KeyUsage.ENCRYPT_DECRYPT),
  RSA_2048(Family.RSA, 2048, KeyUsage.ENCRYPT_DECRYPT, KeyUsage.SIGN_VERIFY),
  RSA_3072(Family.RSA, 3072, KeyUsage.ENCRYPT_DECRYPT, KeyUsage.SIGN_VERIFY),
  RSA_4096(Family.RSA, 4096, KeyUsage.ENCRYPT_DECRYPT, KeyUsage.SIGN_VERIFY),
  ECC_NIST_P256(Family.ELLIPTIC_CURVE, 256, KeyUsage.SIGN_VERIFY, KeyUsage.KEY_AGREEMENT),
  ECC_NIST_P384(Family.ELLIPTIC_CURVE, 384, KeyUsage.SIGN_VERIFY, KeyUsage.KEY_AGREEMENT),
  ECC_NIST_P521(Family.ELLIPTIC_CURVE, 521, KeyUsage.SIGN_VERIFY, KeyUsage.KEY_AGREEMENT),
  HMAC_224(Family.HMAC, 224, KeyUsage.GENERATE_VERIFY_MAC),
  HMAC_256(Family.HMAC, 256, KeyUsage.GENERATE_VERIFY_MAC),
  HMAC_384(Family.HMAC, 384, KeyUsage.GENERATE_VERIFY_MAC),
  HMAC_512(Family.HMAC, 512, KeyUsage.GENERATE_VERIFY_MAC);

  /** How material of the kind is made. */
  public enum Family {
    SYMMETRIC,
    RSA,
    ELLIPTIC_CURVE,
    HMAC
  }

  private final Family family;
  private final int bits;
  private final List<KeyUsage> usages;

  KeySpec(Family family, int bits, KeyUsage... usages) {
    this.family = family;
    this.bits = bits;
    this.usages = List.of(usages);
  }

  public Family family() {
    return family;
  }

  /** Size of the key, or of the field of the curve. */
  public int bits() {
    return bits;
  }

  /** What such a key can be made for. */
  public List<KeyUsage> usages() {
    return usages;
  }
}
