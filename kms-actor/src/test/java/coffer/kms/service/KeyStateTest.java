package coffer.kms.service;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.kms.service.KmsException.Code;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The table of AWS KMS's "Key states of KMS keys", as far as the operations exist here. */
final class KeyStateTest {
  private static final Optional<Code> OK = Optional.empty();
  private static final Optional<Code> DISABLED = Optional.of(Code.DisabledException);
  private static final Optional<Code> INVALID = Optional.of(Code.KMSInvalidStateException);

  private record RowOf(
      Function<String, KmsRequest> request, Optional<Code> disabled, Optional<Code> pending) {}

  private static final List<RowOf> TABLE =
      List.of(
          new RowOf(k -> new Encrypt.Request(k, new byte[1], null, null, null), DISABLED, INVALID),
          new RowOf(
              k -> new GenerateDataKey.Request(k, null, null, "AES_256", null, null),
              DISABLED,
              INVALID),
          new RowOf(
              k -> new GenerateDataKeyWithoutPlaintext.Request(k, null, 8, null, null),
              DISABLED,
              INVALID),
          new RowOf(k -> new EnableKeyRotation.Request(k, null), DISABLED, INVALID),
          new RowOf(DisableKeyRotation.Request::new, DISABLED, INVALID),
          new RowOf(RotateKeyOnDemand.Request::new, DISABLED, INVALID),
          new RowOf(EnableKey.Request::new, OK, INVALID),
          new RowOf(DisableKey.Request::new, OK, INVALID),
          new RowOf(CancelKeyDeletion.Request::new, INVALID, OK),
          new RowOf(k -> new ScheduleKeyDeletion.Request(k, 7), OK, INVALID),
          new RowOf(k -> new CreateAlias.Request("alias/new", k), OK, INVALID),
          new RowOf(k -> new TagResource.Request(k, List.of(new Tag("a", "b"))), OK, INVALID),
          new RowOf(k -> new UntagResource.Request(k, List.of("a")), OK, INVALID),
          new RowOf(k -> new UpdateKeyDescription.Request(k, "x"), OK, INVALID),
          new RowOf(DescribeKey.Request::new, OK, OK),
          new RowOf(k -> new GetKeyPolicy.Request(k, null), OK, OK),
          new RowOf(k -> new ListKeyPolicies.Request(k, null, null), OK, OK),
          new RowOf(GetKeyRotationStatus.Request::new, OK, OK),
          new RowOf(k -> new ListResourceTags.Request(k, null, null), OK, OK));

  @TestFactory
  Stream<DynamicTest> everyOperationInEveryState() {
    return TABLE.stream()
        .flatMap(
            row ->
                Stream.of(
                    test(row, "Disabled", KmsFixture::disable, row.disabled()),
                    test(row, "PendingDeletion", KmsFixture::scheduleDeletion, row.pending())));
  }

  private static DynamicTest test(
      RowOf row, String state, BiConsumer<KmsFixture, String> enter, Optional<Code> expected) {
    var name = row.request().apply("x").getClass().getEnclosingClass().getSimpleName();
    return DynamicTest.dynamicTest(
        name + " when " + state,
        () -> {
          var kms = new KmsFixture();
          var key = kms.key();
          enter.accept(kms, key);
          var request = row.request().apply(key);
          if (expected.isEmpty()) {
            assertDoesNotThrow(() -> kms.<Object>call(request));
            return;
          }
          var message = String.valueOf(kms.refused(expected.get(), request).getMessage());
          assertTrue(message.startsWith(key + " is "), message);
        });
  }

  @TestFactory
  Stream<DynamicTest> existingCiphertextsAndAliases() {
    return Stream.of(
        DynamicTest.dynamicTest(
            "Decrypt when Disabled",
            () -> {
              var kms = new KmsFixture();
              var key = kms.key();
              var blob = kms.encrypt(key, "x", Map.of());
              kms.disable(key);
              assertEquals(
                  key + " is disabled.",
                  kms.refused(Code.DisabledException, KmsFixture.decryption(blob, Map.of()))
                      .getMessage());
            }),
        DynamicTest.dynamicTest(
            "UpdateAlias may leave, but not enter, a key pending deletion",
            () -> {
              var kms = new KmsFixture();
              var dying = kms.key();
              var living = kms.key();
              kms.call(new CreateAlias.Request("alias/a", dying));
              kms.scheduleDeletion(dying);
              kms.call(new UpdateAlias.Request("alias/a", living));
              kms.refused(Code.KMSInvalidStateException, new UpdateAlias.Request("alias/a", dying));
            }),
        DynamicTest.dynamicTest(
            "a cancelled deletion leaves the key disabled",
            () -> {
              var kms = new KmsFixture();
              var key = kms.key();
              kms.scheduleDeletion(key);
              kms.call(new CancelKeyDeletion.Request(key));
              DescribeKey.Response shown = kms.call(new DescribeKey.Request(key));
              assertEquals("Disabled", shown.keyMetadata().keyState());
            }));
  }
}
