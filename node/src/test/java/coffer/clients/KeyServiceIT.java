package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;

/** The key service over its own API, through the AWS SDK. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeyServiceIT {
  private StartedServer server;
  private KmsClient kms;

  @BeforeAll
  void start() throws Exception {
    server = StartedServer.start();
    kms = server.kms();
  }

  @AfterAll
  void stop() throws IOException {
    kms.close();
    server.close();
  }

  @Test
  void aKeyLivesThroughItsStates() {
    var key = kms.createKey(b -> b.description("first")).keyMetadata();
    assertEquals(KeyState.ENABLED, key.keyState());
    kms.updateKeyDescription(b -> b.keyId(key.keyId()).description("second"));
    assertEquals("second", kms.describeKey(b -> b.keyId(key.arn())).keyMetadata().description());
    var sealed =
        kms.encrypt(b -> b.keyId(key.keyId()).plaintext(SdkBytes.fromUtf8String("secret")))
            .ciphertextBlob();
    kms.disableKey(b -> b.keyId(key.keyId()));
    assertThrows(DisabledException.class, () -> kms.decrypt(b -> b.ciphertextBlob(sealed)));
    kms.enableKey(b -> b.keyId(key.keyId()));
    assertEquals("secret", kms.decrypt(b -> b.ciphertextBlob(sealed)).plaintext().asUtf8String());
    kms.scheduleKeyDeletion(b -> b.keyId(key.keyId()).pendingWindowInDays(7));
    assertThrows(KmsInvalidStateException.class, () -> kms.decrypt(b -> b.ciphertextBlob(sealed)));
    kms.cancelKeyDeletion(b -> b.keyId(key.keyId()));
    assertEquals(
        KeyState.DISABLED, kms.describeKey(b -> b.keyId(key.keyId())).keyMetadata().keyState());
    assertTrue(
        kms.listKeysPaginator().keys().stream().anyMatch(k -> k.keyId().equals(key.keyId())));
  }

  @Test
  void theEncryptionContextMustBeTheSame() {
    var key = kms.createKey().keyMetadata().keyId();
    var sealed =
        kms.encrypt(
                b ->
                    b.keyId(key)
                        .plaintext(SdkBytes.fromUtf8String("x"))
                        .encryptionContext(Map.of("a", "1", "b", "2")))
            .ciphertextBlob();
    assertEquals(
        "x",
        kms.decrypt(b -> b.ciphertextBlob(sealed).encryptionContext(Map.of("b", "2", "a", "1")))
            .plaintext()
            .asUtf8String());
    assertThrows(
        InvalidCiphertextException.class,
        () -> kms.decrypt(b -> b.ciphertextBlob(sealed).encryptionContext(Map.of("a", "1"))));
  }

  @Test
  void dataKeysOpenWithTheirCiphertext() {
    var key = kms.createKey().keyMetadata().keyId();
    var data = kms.generateDataKey(b -> b.keyId(key).keySpec(DataKeySpec.AES_256));
    assertEquals(32, data.plaintext().asByteArray().length);
    assertArrayEquals(
        data.plaintext().asByteArray(),
        kms.decrypt(b -> b.ciphertextBlob(data.ciphertextBlob())).plaintext().asByteArray());
    assertFalse(
        kms.generateDataKeyWithoutPlaintext(b -> b.keyId(key).keySpec(DataKeySpec.AES_128))
                .ciphertextBlob()
                .asByteArray()
                .length
            == 0);
    assertEquals(64, kms.generateRandom(b -> b.numberOfBytes(64)).plaintext().asByteArray().length);
  }

  @Test
  void reEncryptMovesToAnotherKey() {
    var from = kms.createKey().keyMetadata().keyId();
    var to = kms.createKey().keyMetadata();
    var sealed =
        kms.encrypt(b -> b.keyId(from).plaintext(SdkBytes.fromUtf8String("moved")))
            .ciphertextBlob();
    var moved =
        kms.reEncrypt(b -> b.ciphertextBlob(sealed).destinationKeyId(to.keyId())).ciphertextBlob();
    var opened = kms.decrypt(b -> b.ciphertextBlob(moved));
    assertEquals("moved", opened.plaintext().asUtf8String());
    assertEquals(to.arn(), opened.keyId());
  }

  @Test
  void aliasesPointAndMove() {
    var one = kms.createKey().keyMetadata().keyId();
    var two = kms.createKey().keyMetadata().keyId();
    kms.createAlias(b -> b.aliasName("alias/it").targetKeyId(one));
    assertThrows(
        AlreadyExistsException.class,
        () -> kms.createAlias(b -> b.aliasName("alias/it").targetKeyId(two)));
    assertEquals(one, kms.describeKey(b -> b.keyId("alias/it")).keyMetadata().keyId());
    kms.updateAlias(b -> b.aliasName("alias/it").targetKeyId(two));
    assertEquals(two, kms.describeKey(b -> b.keyId("alias/it")).keyMetadata().keyId());
    assertTrue(
        kms.listAliasesPaginator().aliases().stream()
            .anyMatch(a -> a.aliasName().equals("alias/it")));
    kms.deleteAlias(b -> b.aliasName("alias/it"));
    assertThrows(NotFoundException.class, () -> kms.describeKey(b -> b.keyId("alias/it")));
  }

  @Test
  void rotationIsSetAndListed() {
    var key = kms.createKey().keyMetadata().keyId();
    kms.enableKeyRotation(b -> b.keyId(key).rotationPeriodInDays(180));
    var status = kms.getKeyRotationStatus(b -> b.keyId(key));
    assertTrue(status.keyRotationEnabled());
    assertEquals(180, status.rotationPeriodInDays());
    kms.disableKeyRotation(b -> b.keyId(key));
    assertFalse(kms.getKeyRotationStatus(b -> b.keyId(key)).keyRotationEnabled());
    var sealed =
        kms.encrypt(b -> b.keyId(key).plaintext(SdkBytes.fromUtf8String("old"))).ciphertextBlob();
    kms.rotateKeyOnDemand(b -> b.keyId(key));
    assertEquals("old", kms.decrypt(b -> b.ciphertextBlob(sealed)).plaintext().asUtf8String());
  }

  @Test
  void policiesAreKept() {
    var key = kms.createKey().keyMetadata().keyId();
    assertTrue(
        kms.getKeyPolicy(b -> b.keyId(key).policyName("default")).policy().contains("kms:*"));
    assertEquals("default", kms.listKeyPolicies(b -> b.keyId(key)).policyNames().getFirst());
    assertEquals(
        "MalformedPolicyDocumentException",
        assertThrows(
                KmsException.class,
                () -> kms.putKeyPolicy(b -> b.keyId(key).policyName("default").policy("{")))
            .awsErrorDetails()
            .errorCode());
  }

  @Test
  void theKeyRingSurvivesAKill() throws Exception {
    var key = kms.createKey(b -> b.description("kept")).keyMetadata().keyId();
    var sealed =
        kms.encrypt(b -> b.keyId(key).plaintext(SdkBytes.fromUtf8String("kept"))).ciphertextBlob();
    server.killAndRestart();
    assertEquals("kept", kms.decrypt(b -> b.ciphertextBlob(sealed)).plaintext().asUtf8String());
  }
}
