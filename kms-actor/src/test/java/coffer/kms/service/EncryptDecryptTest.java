package coffer.kms.service;

import static coffer.kms.service.KmsFixture.decryption;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.kms.service.KmsException.Code;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EncryptDecryptTest {
  private final KmsFixture kms = new KmsFixture();
  private final String key = kms.key();

  @Test
  void opensWithoutNamingTheKeyAndWhateverTheOrderOfTheContext() {
    var one = new LinkedHashMap<>(Map.of("a", "1"));
    one.put("b", "2");
    var other = new LinkedHashMap<>(Map.of("b", "2"));
    other.put("a", "1");
    assertEquals("secret", kms.decrypt(kms.encrypt(key, "secret", one), other));
  }

  @Test
  void refusesAnotherContextCase() {
    var blob = kms.encrypt(key, "secret", Map.of("Name", "x"));
    kms.refused(Code.InvalidCiphertextException, decryption(blob, Map.of()));
    kms.refused(Code.InvalidCiphertextException, decryption(blob, Map.of("name", "x")));
  }

  @Test
  void refusesEveryFlippedByteAndEveryTruncation() {
    var blob = kms.encrypt(key, "secret", Map.of());
    for (int at = 0; at < blob.length; at++) {
      var changed = decryption(KmsFixture.flipped(blob, at), Map.of());
      try {
        kms.call(changed);
        throw new AssertionError("byte " + at + " is not authenticated");
      } catch (KmsException e) {
        assertEquals(400, e.httpStatus(), "byte " + at);
      }
      if (at > 0) {
        var cut = decryption(Arrays.copyOf(blob, at), Map.of());
        kms.refused(Code.InvalidCiphertextException, cut);
      }
    }
  }

  @Test
  void refusesAnotherKeyThanTheOneNamed() {
    var blob = kms.encrypt(key, "secret", Map.of());
    kms.refused(
        Code.IncorrectKeyException,
        new Decrypt.Request(blob, Map.of(), kms.key(), null, null, null));
  }

  @Test
  void dataKeysOpenAgain() {
    GenerateDataKey.Response made =
        kms.call(new GenerateDataKey.Request(key, Map.of("a", "b"), null, "AES_256", null, null));
    Decrypt.Response opened = kms.call(decryption(made.ciphertextBlob(), Map.of("a", "b")));
    assertArrayEquals(made.plaintext(), opened.plaintext());
    assertEquals(32, made.plaintext().length);
    assertEquals(key, opened.keyId());
    assertTrue(made.ciphertextBlob().length < Constraints.CIPHERTEXT_BYTES_MAX);
  }

  @Test
  void aDataKeyNeedsExactlyOneSize() {
    kms.refused(
        Code.ValidationException, new GenerateDataKey.Request(key, null, null, null, null, null));
    kms.refused(
        Code.ValidationException,
        new GenerateDataKey.Request(key, null, 16, "AES_128", null, null));
    kms.refused(
        Code.ValidationException, new GenerateDataKey.Request(key, null, 1025, null, null, null));
  }

  @Test
  void reEncryptMovesToAnotherKeyAndContext() {
    var blob = kms.encrypt(key, "secret", Map.of("a", "1"));
    var target = kms.key();
    ReEncrypt.Response moved =
        kms.call(
            new ReEncrypt.Request(
                blob, Map.of("a", "1"), null, target, Map.of("b", "2"), null, null, null));
    assertEquals("secret", kms.decrypt(moved.ciphertextBlob(), Map.of("b", "2")));
    assertEquals(key, moved.sourceKeyId());
    assertEquals(target, moved.keyId());
  }

  @Test
  void dryRunDoesNothingAndSaysSo() {
    kms.refused(
        Code.DryRunOperationException, new Encrypt.Request(key, new byte[1], null, null, true));
  }

  @Test
  void plaintextIsBoundedAndNeverShown() {
    var message =
        kms.refused(
                Code.ValidationException,
                new Encrypt.Request(key, new byte[4097], null, null, null))
            .getMessage();
    assertEquals(
        "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member"
            + " must have length less than or equal to 4096",
        message);
    kms.encrypt(key, "canary", Map.of());
    assertFalse(kms.heard.toString().contains("canary"));
  }

  @Test
  void rotationKeepsOldCiphertextsReadable() {
    var before = kms.encrypt(key, "old", Map.of());
    kms.call(new RotateKeyOnDemand.Request(key));
    var after = kms.encrypt(key, "new", Map.of());
    assertEquals("old", kms.decrypt(before, Map.of()));
    assertEquals("new", kms.decrypt(after, Map.of()));
    assertFalse(
        CiphertextBlob.parse(before).materialId().equals(CiphertextBlob.parse(after).materialId()));
  }

  @Test
  void asymmetricAndHmacKeysDoNotEncrypt() {
    var signing = kms.key("ECC_NIST_P256", "SIGN_VERIFY", null);
    assertEquals(
        signing + " key usage is SIGN_VERIFY which is not valid for Encrypt.",
        kms.refused(
                Code.InvalidKeyUsageException,
                new Encrypt.Request(signing, new byte[1], null, null, null))
            .getMessage());
    var mac = kms.key("HMAC_256", "GENERATE_VERIFY_MAC", null);
    kms.refused(
        Code.InvalidKeyUsageException,
        new GenerateDataKey.Request(mac, null, null, "AES_256", null, null));
    var rsa = kms.key("RSA_2048", "ENCRYPT_DECRYPT", null);
    kms.refused(
        Code.InvalidKeyUsageException,
        new GenerateDataKey.Request(rsa, null, null, "AES_256", null, null));
  }
}
