package coffer.kms.service;

import coffer.kms.envelope.EncryptionContext;
import coffer.kms.ring.KeyRecord;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts and decrypts under the material of symmetric keys. The material is opened for each use
 * and cleared after it.
 */
final class SymmetricKeys {
  private final MaterialSealer sealer;
  private final SecureRandom random;

  SymmetricKeys(MaterialSealer sealer, SecureRandom random) {
    this.sealer = sealer;
    this.random = random;
  }

  /** A {@link CiphertextBlob} under the key's current material. */
  byte[] encrypt(KeyRecord key, byte[] plaintext, Map<String, String> context) {
    var nonce = new byte[CiphertextBlob.NONCE_BYTES];
    random.nextBytes(nonce);
    var material = key.current();
    var blob = CiphertextBlob.unsealed(key.arn(), material.id(), nonce);
    var secret = sealer.open(material.sealed(), key.arn(), material.id());
    try {
      return blob.with(cipher(Cipher.ENCRYPT_MODE, secret, blob, context).doFinal(plaintext));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to encrypt", e);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * @throws KmsException InvalidCiphertextException when it is not this key's, was changed, or has
   *     another context
   */
  byte[] decrypt(KeyRecord key, CiphertextBlob blob, Map<String, String> context) {
    var material = key.material(blob.materialId()).orElseThrow(CiphertextBlob::invalid);
    var secret = sealer.open(material.sealed(), key.arn(), material.id());
    try {
      return cipher(Cipher.DECRYPT_MODE, secret, blob, context).doFinal(blob.sealed());
    } catch (AEADBadTagException e) {
      throw CiphertextBlob.invalid();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to decrypt", e);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static Cipher cipher(
      int mode, byte[] secret, CiphertextBlob blob, Map<String, String> context)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
    cipher.init(
        mode,
        new SecretKeySpec(secret, "AES"),
        new GCMParameterSpec(Byte.SIZE * CiphertextBlob.TAG_BYTES, blob.nonce()));
    cipher.updateAAD(blob.header());
    cipher.updateAAD(EncryptionContext.canonical(context));
    return cipher;
  }
}
