package coffer.kms.ring;

/** What a key is for, chosen when it is made; the names are the KMS API's. */
public enum KeyUsage {
  ENCRYPT_DECRYPT,
  SIGN_VERIFY,
  GENERATE_VERIFY_MAC,
  KEY_AGREEMENT
}
