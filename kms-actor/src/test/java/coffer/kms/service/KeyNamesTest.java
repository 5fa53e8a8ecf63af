package coffer.kms.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.kms.envelope.SealedKey;
import coffer.kms.service.KmsException.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyNamesTest {
  private final KmsFixture kms = new KmsFixture();

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "fake-key-id, NotFoundException, Invalid keyId 'fake-key-id'",
        "12345678123412341234123456789012, NotFoundException,"
            + " Invalid keyId '12345678123412341234123456789012'",
        "12345678-1234-1234-1234-123456789012, NotFoundException,"
            + " Key 'arn:aws:kms:us-east-1:000000000000:key/12345678-1234-1234-1234-123456789012'"
            + " does not exist",
        "arn:aws:kms:eu-west-1:000000000000:key/12345678-1234-1234-1234-123456789012,"
            + " NotFoundException, Invalid arn eu-west-1",
        "alias/none, NotFoundException,"
            + " Alias arn:aws:kms:us-east-1:000000000000:alias/none is not found.",
        "arn:aws:s3:::bucket, InvalidArnException, Invalid arn arn:aws:s3:::bucket",
      })
  void saysWhyThereIsNoSuchKey(String keyId, Code code, String message) {
    assertEquals(message, kms.refused(code, new DescribeKey.Request(keyId)).getMessage());
  }

  /** As a UUID or a multi-Region key's id is written; anything else is no id. */
  @ParameterizedTest
  @CsvSource({
    "12345678-1234-1234-1234-1234567890aF, does not exist",
    "mrk-1234567890abcdef1234567890abcdef, does not exist",
    "mrk-1234567890ABCDEF1234567890ABCDEF, Invalid keyId",
    "mrk-12345678-1234-1234-1234-12345678, Invalid keyId",
    "12345678-1234-1234-12341-23456789012, Invalid keyId",
    "12345678-1234-1234-1234-12345678901g, Invalid keyId",
    "12345678-1234-1234-1234-1234567890123, Invalid keyId",
    "123456781234123412341234567890123456, Invalid keyId",
    "١2345678-1234-1234-1234-123456789012, Invalid keyId"
  })
  void tellsWhatIsAnId(String keyId, String message) {
    for (var name : new String[] {keyId, "arn:aws:kms:us-east-1:000000000000:key/" + keyId}) {
      var refused = kms.refused(Code.NotFoundException, new DescribeKey.Request(name));
      assertTrue(String.valueOf(refused.getMessage()).contains(message), refused::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000000", "0000000000000", "00000000000a", "-00000000000", ""})
  void anArnHasAnAccountOfTwelveDigits(String account) {
    var arn = "arn:aws:kms:us-east-1:" + account + ":key/12345678-1234-1234-1234-123456789012";
    kms.refused(Code.InvalidArnException, new DescribeKey.Request(arn));
  }

  @Test
  void aNodeThatHasJustStartedSaysOfNoKeyThatItDoesNotExist() {
    var arn = kms.key();
    kms.ring.complete(false);
    kms.call(new DescribeKey.Request(arn));
    for (var name : new String[] {"12345678-1234-1234-1234-123456789012", "alias/none"}) {
      kms.refused(Code.DependencyTimeoutException, new DescribeKey.Request(name));
    }
    kms.refused(Code.NotFoundException, new DescribeKey.Request("fake-key-id"));
    kms.ring.complete(true);
    kms.refused(Code.NotFoundException, new DescribeKey.Request("alias/none"));
  }

  @Test
  void aKeyAnswersToAllItsNames() {
    var arn = kms.key();
    kms.call(new CreateAlias.Request("alias/photos", arn));
    for (var name :
        new String[] {
          arn,
          arn.substring(arn.indexOf('/') + 1),
          "alias/photos",
          "arn:aws:kms:us-east-1:000000000000:alias/photos"
        }) {
      DescribeKey.Response found = kms.call(new DescribeKey.Request(name));
      assertEquals(arn, found.keyMetadata().arn());
    }
    kms.refused(Code.NotFoundException, new DisableKey.Request("alias/photos"));
    kms.refused(Code.AlreadyExistsException, new CreateAlias.Request("alias/photos", arn));
    kms.call(new DeleteAlias.Request("alias/photos"));
    kms.refused(Code.NotFoundException, new DescribeKey.Request("alias/photos"));
  }

  @Test
  void aliasNamesHaveAForm() {
    var key = kms.key();
    kms.refused(Code.ValidationException, new CreateAlias.Request("photos", key));
    kms.refused(Code.InvalidAliasNameException, new CreateAlias.Request("alias/aws/x", key));
    kms.refused(Code.InvalidAliasNameException, new CreateAlias.Request("alias/a b", key));
    kms.call(new CreateAlias.Request("alias/a", key));
    kms.refused(Code.ValidationException, new CreateAlias.Request("alias/b", "alias/a"));
  }

  @Test
  void listsInPages() {
    var made = new HashSet<String>();
    for (int i = 0; i < 5; i++) {
      made.add(kms.key());
    }
    var seen = new HashSet<String>();
    String marker = null;
    do {
      ListKeys.Response page = kms.call(new ListKeys.Request(2, marker));
      assertTrue(page.keys().size() <= 2);
      page.keys().forEach(key -> assertTrue(seen.add(key.keyArn())));
      marker = page.nextMarker();
      assertEquals(marker != null, page.truncated());
    } while (marker != null);
    assertEquals(made, seen);
    kms.refused(Code.InvalidMarkerException, new ListKeys.Request(2, "%%%"));
    kms.refused(Code.ValidationException, new ListKeys.Request(0, null));
  }

  @Test
  void theManagedKeyOfS3IsMadeOnceAndCannotBeChanged() {
    var s3 = kms.service.forS3();
    var arn = s3.managed(KmsFixture.ACCOUNT).toCompletableFuture().join();
    assertEquals(arn, s3.managed(KmsFixture.ACCOUNT).toCompletableFuture().join());
    DescribeKey.Response shown = kms.call(new DescribeKey.Request("alias/aws/s3"));
    assertEquals("AWS", shown.keyMetadata().keyManager());
    assertEquals(
        "Default key that protects my S3 objects when no other key is defined",
        shown.keyMetadata().description());
    kms.refused(Code.AccessDeniedException, new DisableKey.Request(arn));
    kms.refused(Code.AccessDeniedException, new ScheduleKeyDeletion.Request(arn, 7));
    kms.refused(
        Code.AccessDeniedException, new Encrypt.Request(arn, new byte[1], null, null, null));
    var usable =
        s3.usable("alias/aws/s3", KmsFixture.user("alice"), Set.of("kms:GenerateDataKey"), Map.of())
            .toCompletableFuture()
            .join();
    assertEquals(arn, usable);
  }

  @Test
  void theStoreKeyIsNowhereToBeSeen() {
    var sealed =
        kms.service
            .sealedKeys()
            .make(SealedKey.Purpose.STORE, "", Map.of(), KmsFixture.ROOT)
            .toCompletableFuture()
            .join()
            .sealed();
    ListKeys.Response all = kms.call(new ListKeys.Request(null, null));
    assertTrue(all.keys().isEmpty());
    kms.refused(Code.InvalidCiphertextException, KmsFixture.decryption(sealed.blob(), Map.of()));
    assertEquals(0, kms.count("GenerateDataKey"));
  }

  @Test
  void aKeyIsDestroyedWithItsAliasesWhenItsTimeHasCome() {
    var key = kms.key();
    kms.call(new CreateAlias.Request("alias/gone", key));
    var blob = kms.encrypt(key, "x", Map.of());
    kms.scheduleDeletion(key);
    var deadlines = kms.service.deadlines();
    kms.clock.advance(Duration.ofDays(6));
    assertEquals(0, deadlines.destroyDue(kms.clock.instant()).toCompletableFuture().join());
    kms.clock.advance(Duration.ofDays(1));
    assertEquals(1, deadlines.destroyDue(kms.clock.instant()).toCompletableFuture().join());
    kms.refused(Code.NotFoundException, new DescribeKey.Request(key));
    kms.refused(Code.NotFoundException, new DescribeKey.Request("alias/gone"));
    kms.refused(Code.AccessDeniedException, KmsFixture.decryption(blob, Map.of()));
    assertTrue(kms.ring.scan("").isEmpty());
  }

  @Test
  void rotatesWhenDueAndKeepsTheSchedule() {
    var key = kms.key();
    kms.call(new EnableKeyRotation.Request(key, 90));
    var deadlines = kms.service.deadlines();
    kms.clock.advance(Duration.ofDays(200));
    assertEquals(1, deadlines.rotateDue(kms.clock.instant()).toCompletableFuture().join());
    assertEquals(0, deadlines.rotateDue(kms.clock.instant()).toCompletableFuture().join());
    ListKeyRotations.Response rotations =
        kms.call(new ListKeyRotations.Request(key, null, null, null));
    assertEquals("AUTOMATIC", rotations.rotations().getFirst().rotationType());
    assertEquals("CURRENT", rotations.rotations().getFirst().keyMaterialState());
    GetKeyRotationStatus.Response status = kms.call(new GetKeyRotationStatus.Request(key));
    assertEquals(
        Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofDays(270)),
        status.nextRotationDate());
    kms.call(new DisableKeyRotation.Request(key));
    GetKeyRotationStatus.Response off = kms.call(new GetKeyRotationStatus.Request(key));
    assertNull(off.nextRotationDate());
  }

  @Test
  void aWriteThatLosesARaceIsDecidedAgain() {
    var key = kms.key();
    kms.ring.beforeNextWrite(() -> kms.scheduleDeletion(key));
    kms.refused(Code.KMSInvalidStateException, new UpdateKeyDescription.Request(key, "late"));
    DescribeKey.Response shown = kms.call(new DescribeKey.Request(key));
    assertEquals("PendingDeletion", shown.keyMetadata().keyState());
  }
}
