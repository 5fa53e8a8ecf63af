package coffer.kms.service;

import coffer.kms.ring.KeyRecord;
import coffer.kms.ring.KeySpec;
import coffer.kms.ring.KeyState;
import coffer.kms.ring.KeyUsage;
import coffer.kms.service.KmsException.Code;

/**
 * Which operations a key's state and kind allow.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html">AWS KMS: key
 *     states of KMS keys</a>
 */
final class KeyStateRules {
  private KeyStateRules() {}

  /** For cryptographic operations and rotation: the key must be enabled. */
  static void requireEnabled(KeyRecord key) {
    switch (key.state()) {
      case ENABLED -> {}
      case DISABLED -> throw new KmsException(Code.DisabledException, key.arn() + " is disabled.");
      case PENDING_DELETION -> throw pendingDeletion(key);
    }
  }

  /** For changes of a key: anything but pending deletion. */
  static void requireNotPendingDeletion(KeyRecord key) {
    if (key.state() == KeyState.PENDING_DELETION) {
      throw pendingDeletion(key);
    }
  }

  static void requirePendingDeletion(KeyRecord key) {
    if (key.state() != KeyState.PENDING_DELETION) {
      throw new KmsException(
          Code.KMSInvalidStateException, key.arn() + " is not pending deletion.");
    }
  }

  /** Only symmetric encryption keys make data keys and encrypt here. */
  static void requireSymmetricEncryption(KeyRecord key, String operation) {
    if (key.usage() != KeyUsage.ENCRYPT_DECRYPT) {
      throw new KmsException(
          Code.InvalidKeyUsageException,
          "%s key usage is %s which is not valid for %s."
              .formatted(key.arn(), key.usage(), operation));
    }
    if (key.spec() != KeySpec.SYMMETRIC_DEFAULT) {
      throw new KmsException(
          Code.InvalidKeyUsageException,
          "%s key spec is %s which is not valid for %s."
              .formatted(key.arn(), key.spec(), operation));
    }
  }

  /** Only symmetric encryption keys rotate. */
  static void requireRotatable(KeyRecord key) {
    if (key.spec() != KeySpec.SYMMETRIC_DEFAULT) {
      throw new KmsException(
          Code.UnsupportedOperationException,
          key.arn() + " key spec is " + key.spec() + " which is not valid for this operation.");
    }
  }

  private static KmsException pendingDeletion(KeyRecord key) {
    return new KmsException(Code.KMSInvalidStateException, key.arn() + " is pending deletion.");
  }
}
