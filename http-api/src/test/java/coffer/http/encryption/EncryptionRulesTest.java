package coffer.http.encryption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketEncryption;
import coffer.http.bucket.BucketKind;
import coffer.http.encryption.EncryptionCase.Ask;
import coffer.http.encryption.EncryptionCase.Request;
import coffer.http.encryption.EncryptionCase.Setting;
import coffer.http.encryption.EncryptionOutcome.Refuse;
import coffer.http.encryption.EncryptionOutcome.Use;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.fakes.FakeKeys;
import coffer.http.fakes.Samples;
import coffer.http.session.SessionTicket;
import coffer.http.wire.Headers;
import coffer.kms.policy.Principal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EncryptionRulesTest {
  private final EncryptionDecider decider = new EncryptionDecider(new FakeKeys());

  /** Real headers for every cell: the decider must do what the table says. */
  @TestFactory
  Iterable<DynamicTest> everyCell() {
    return EncryptionRules.cells().stream()
        .map(cell -> DynamicTest.dynamicTest(cell.asked().toString(), () -> walk(cell)))
        .toList();
  }

  private void walk(EncryptionRules.Cell cell) {
    var asked = cell.asked();
    var bucket = bucket(asked);
    var headers = headers(asked, bucket);
    switch (cell.outcome()) {
      case Refuse refuse -> {
        var refused = refusalOf(() -> decide(asked, bucket, headers));
        assertEquals(refuse.error(), refused.error());
        assertEquals(refuse.message(), refused.getMessage());
        assertTrue(refuse.error().status() == 400 || refuse.error() == S3Error.NotImplemented);
      }
      case Use use -> {
        var algorithm = decide(asked, bucket, headers);
        var expected =
            switch (use) {
              case SETTING -> bucket.encryption().algorithm().wireName();
              case SSE_S3 -> "AES256";
              case PINNED_KEY, NAMED_KEY, MANAGED_KEY -> "aws:kms";
              case NOTHING -> "";
            };
        assertEquals(expected, algorithm);
      }
    }
  }

  private String decide(EncryptionCase asked, Bucket bucket, Map<String, String> raw) {
    var headers = Headers.of(raw);
    var caller = Samples.root();
    return switch (asked.request()) {
      case WRITE ->
          decider
              .forWrite(bucket, "k", caller, headers)
              .toCompletableFuture()
              .join()
              .algorithm()
              .wireName();
      case COPY ->
          decider
              .forCopy(bucket, "k", caller, headers)
              .toCompletableFuture()
              .join()
              .algorithm()
              .wireName();
      case SESSION -> {
        var setting =
            decider
                .forSession(bucket, caller, headers, SessionTicket.Mode.READ_WRITE)
                .toCompletableFuture()
                .join();
        yield EncryptionDecider.ofSession(bucket, setting).algorithm().wireName();
      }
      case BUCKET_DEFAULT ->
          decider
              .forBucket(bucket, Principal.root(Samples.ACCOUNT), EncryptionHeaders.parse(headers))
              .toCompletableFuture()
              .join()
              .algorithm()
              .wireName();
      case PART -> {
        decider.forPart(bucket, headers);
        yield "";
      }
      case READ -> {
        decider.forRead(bucket, headers);
        yield "";
      }
    };
  }

  private static S3Exception refusalOf(Runnable decision) {
    try {
      decision.run();
    } catch (S3Exception refused) {
      return refused;
    } catch (CompletionException wrapped) {
      return assertInstanceOf(S3Exception.class, wrapped.getCause());
    }
    throw new AssertionError("was not refused");
  }

  private static Bucket bucket(EncryptionCase asked) {
    boolean directory = asked.kind() == BucketKind.DIRECTORY;
    var encryption =
        switch (asked.setting()) {
          case SSE_S3 -> BucketEncryption.SSE_S3;
          case SSE_S3_PINNED -> Samples.pinned();
          case SSE_KMS ->
              directory
                  ? Samples.kms()
                  : new BucketEncryption(
                      SseAlgorithm.AWS_KMS, Optional.of(FakeKeys.ALIAS), false, Optional.empty());
        };
    return Samples.bucket(directory ? Samples.DIRECTORY : Samples.GENERAL, encryption);
  }

  /** Headers that an integration test can send as they are. */
  private static Map<String, String> headers(EncryptionCase asked, Bucket bucket) {
    var headers = new LinkedHashMap<String, String>();
    var algorithm =
        switch (asked.ask()) {
          case NOTHING, KEY_WITHOUT_ALGORITHM, CUSTOMER_KEY -> "";
          case AES256, AES256_WITH_KEY -> "AES256";
          case KMS_WITHOUT_KEY, KMS_PINNED_KEY, KMS_OTHER_KEY, KMS_ALIAS -> "aws:kms";
          case DSSE -> "aws:kms:dsse";
          case FSX -> "aws:fsx";
          case UNKNOWN_ALGORITHM -> "aws:backup";
        };
    var key =
        switch (asked.ask()) {
          case AES256_WITH_KEY, KEY_WITHOUT_ALGORITHM, KMS_PINNED_KEY -> FakeKeys.KEY_ID;
          case KMS_OTHER_KEY -> FakeKeys.OTHER_ARN;
          case KMS_ALIAS -> FakeKeys.ALIAS;
          case NOTHING, AES256, KMS_WITHOUT_KEY, DSSE, FSX, UNKNOWN_ALGORITHM, CUSTOMER_KEY -> "";
        };
    var context =
        switch (asked.context()) {
          case ABSENT -> "";
          case BUCKET_ARN -> base64("{\"aws:s3express:arn\":\"" + bucket.arn() + "\"}");
          case OTHER -> base64("{\"project\":\"coffer\"}");
          case MALFORMED -> base64("[1]");
        };
    var bucketKey =
        switch (asked.bucketKey()) {
          case ABSENT -> "";
          case TRUE -> "true";
          case FALSE -> "false";
          case MALFORMED -> "perhaps";
        };
    put(headers, EncryptionHeaders.ALGORITHM, algorithm);
    put(headers, EncryptionHeaders.KEY_ID, key);
    put(headers, EncryptionHeaders.CONTEXT, context);
    put(headers, EncryptionHeaders.BUCKET_KEY, bucketKey);
    if (asked.ask() == Ask.CUSTOMER_KEY) {
      put(headers, "x-amz-server-side-encryption-customer-algorithm", "AES256");
    }
    return headers;
  }

  private static void put(Map<String, String> headers, String name, String value) {
    if (!value.isEmpty()) {
      headers.put(name, value);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What AWS documents, spelt out apart from the table so that an edit cannot change both. */
  @ParameterizedTest
  @CsvSource({
    "SESSION, SSE_S3, NOTHING, SETTING",
    "SESSION, SSE_KMS, NOTHING, SETTING",
    "SESSION, SSE_KMS, AES256, SSE_S3",
    "SESSION, SSE_KMS, KMS_PINNED_KEY, PINNED_KEY",
    "SESSION, SSE_S3_PINNED, KMS_PINNED_KEY, PINNED_KEY",
    "SESSION, SSE_KMS, KMS_WITHOUT_KEY, 400",
    "SESSION, SSE_S3, KMS_OTHER_KEY, 400",
    "SESSION, SSE_KMS, KMS_OTHER_KEY, 400",
    "SESSION, SSE_KMS, KMS_ALIAS, 400",
    "SESSION, SSE_KMS, DSSE, 400",
    "WRITE, SSE_S3, NOTHING, SETTING",
    "WRITE, SSE_S3, AES256, SSE_S3",
    "WRITE, SSE_S3, KMS_WITHOUT_KEY, 400",
    "WRITE, SSE_S3_PINNED, KMS_PINNED_KEY, 400",
    "WRITE, SSE_KMS, NOTHING, SETTING",
    "WRITE, SSE_KMS, AES256, 400",
    "WRITE, SSE_KMS, KMS_WITHOUT_KEY, PINNED_KEY",
    "WRITE, SSE_KMS, KMS_PINNED_KEY, PINNED_KEY",
    "WRITE, SSE_KMS, KMS_OTHER_KEY, 400",
    "WRITE, SSE_KMS, KMS_ALIAS, 400",
    "WRITE, SSE_KMS, KEY_WITHOUT_ALGORITHM, 400",
    "WRITE, SSE_KMS, CUSTOMER_KEY, 501",
    "COPY, SSE_KMS, AES256, SSE_S3",
    "COPY, SSE_KMS, KMS_WITHOUT_KEY, PINNED_KEY",
    "COPY, SSE_S3_PINNED, KMS_WITHOUT_KEY, PINNED_KEY",
    "COPY, SSE_S3, KMS_WITHOUT_KEY, 400",
    "COPY, SSE_KMS, DSSE, 400",
    "BUCKET_DEFAULT, SSE_S3, KMS_OTHER_KEY, NAMED_KEY",
    "BUCKET_DEFAULT, SSE_S3_PINNED, KMS_OTHER_KEY, 400",
    "BUCKET_DEFAULT, SSE_KMS, KMS_PINNED_KEY, NAMED_KEY",
    "BUCKET_DEFAULT, SSE_KMS, KMS_OTHER_KEY, 400",
    "BUCKET_DEFAULT, SSE_KMS, AES256, SSE_S3",
    "BUCKET_DEFAULT, SSE_S3, KMS_WITHOUT_KEY, 400",
    "BUCKET_DEFAULT, SSE_S3, KMS_ALIAS, 400",
    "BUCKET_DEFAULT, SSE_S3, DSSE, 400",
    "READ, SSE_KMS, NOTHING, NOTHING",
    "READ, SSE_KMS, KMS_PINNED_KEY, 400",
    "PART, SSE_KMS, KMS_PINNED_KEY, 400"
  })
  void directoryBucketsFollowTheGuide(Request request, Setting setting, Ask ask, String expected) {
    var asked =
        new EncryptionCase(
            BucketKind.DIRECTORY,
            request,
            setting,
            ask,
            EncryptionCase.Context.ABSENT,
            EncryptionCase.BucketKey.ABSENT);
    assertEquals(expected, shown(EncryptionRules.decide(asked)));
  }

  private static String shown(EncryptionOutcome outcome) {
    return switch (outcome) {
      case Use use -> use.name();
      case Refuse refuse -> Integer.toString(refuse.error().status());
    };
  }

  @Test
  void everyRowIsTheAnswerToSomeCell() {
    var reached = new HashSet<EncryptionRules.Row>();
    for (var cell : EncryptionRules.cells()) {
      EncryptionRules.ROWS.stream()
          .filter(row -> row.matches(cell.asked()))
          .findFirst()
          .ifPresent(reached::add);
    }
    for (var row : EncryptionRules.ROWS) {
      assertTrue(reached.contains(row), () -> "never decides: " + row);
    }
    assertNotEquals(0, reached.size());
  }
}
