package coffer.http.encryption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketEncryption;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.fakes.FakeKeys;
import coffer.http.fakes.Samples;
import coffer.http.session.Caller;
import coffer.http.session.SessionTicket;
import coffer.http.wire.Headers;
import coffer.kms.policy.Principal;
import coffer.kms.service.KmsException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class EncryptionDeciderTest {
  private static final String ALGORITHM = EncryptionHeaders.ALGORITHM;

  private final FakeKeys keys = new FakeKeys();
  private final EncryptionDecider decider = new EncryptionDecider(keys);
  private final Bucket directory = Samples.bucket(Samples.DIRECTORY, Samples.kms());
  private final Bucket general = Samples.bucket(Samples.GENERAL);

  private ObjectEncryption write(Bucket bucket, Caller caller, Map<String, String> headers) {
    return decider
        .forWrite(bucket, "a/key", caller, Headers.of(headers))
        .toCompletableFuture()
        .join();
  }

  private static Caller session(Optional<ObjectEncryption> setting) {
    var ticket =
        new SessionTicket(
            "ASIA",
            Samples.DIRECTORY,
            SessionTicket.Mode.READ_WRITE,
            "arn",
            setting,
            Samples.NOW.plusSeconds(300));
    return new Caller.Session(Principal.root(Samples.ACCOUNT), "ASIA", ticket);
  }

  @Test
  void aSessionWithoutSettingFollowsTheBucketAndOneWithASettingDoesNot() {
    var kms = ObjectEncryption.kms(FakeKeys.KEY_ARN, true);
    assertEquals(kms, write(directory, session(Optional.empty()), Map.of()));
    var reset = directory.withEncryption(Samples.pinned());
    assertEquals(ObjectEncryption.SSE_S3, write(reset, session(Optional.empty()), Map.of()));
    assertEquals(
        ObjectEncryption.SSE_S3,
        write(directory, session(Optional.of(ObjectEncryption.SSE_S3)), Map.of()));
    assertEquals(kms, write(reset, session(Optional.of(kms)), Map.of()));
    assertEquals(List.of(), keys.asked());
  }

  @Test
  void copiesIntoDirectoryBucketsUseNoBucketKey() {
    var copied =
        decider
            .forCopy(directory, "k", Samples.root(), Headers.of(Map.of()))
            .toCompletableFuture()
            .join();
    assertEquals(ObjectEncryption.kms(FakeKeys.KEY_ARN, false), copied);
  }

  @Test
  void sessionsCheckWhatTheirModeNeeds() {
    for (var mode : SessionTicket.Mode.values()) {
      decider
          .forSession(directory, Samples.root(), Headers.of(Map.of()), mode)
          .toCompletableFuture()
          .join();
    }
    var both = Set.of("kms:GenerateDataKey", "kms:Decrypt");
    assertEquals(
        List.of(Set.of("kms:Decrypt"), both, both),
        keys.asked().stream().map(FakeKeys.Asked::actions).toList());
    assertEquals(Map.of("aws:s3express:arn", directory.arn()), keys.asked().getFirst().context());
  }

  @Test
  void aKeyOutOfUseStopsObjectsAndNotSessions() {
    keys.refuse(new KmsException(KmsException.Code.DisabledException, "disabled"));
    assertEquals(Optional.empty(), openedSession(Map.of()));
    var named = Map.of(ALGORITHM, "aws:kms", EncryptionHeaders.KEY_ID, FakeKeys.KEY_ARN);
    assertThrows(CompletionException.class, () -> openedSession(named));
    keys.refuse(new KmsException(KmsException.Code.AccessDeniedException, "no"));
    assertThrows(CompletionException.class, () -> openedSession(Map.of()));
  }

  private Optional<ObjectEncryption> openedSession(Map<String, String> headers) {
    return decider
        .forSession(directory, Samples.root(), Headers.of(headers), SessionTicket.Mode.READ_WRITE)
        .toCompletableFuture()
        .join();
  }

  @Test
  void generalPurposeRequestsResolveTheirKeyUnderTheirContext() {
    var context =
        Base64.getEncoder().encodeToString("{\"project\":\"x\"}".getBytes(StandardCharsets.UTF_8));
    var headers =
        Map.of(
            ALGORITHM,
            "aws:kms",
            EncryptionHeaders.KEY_ID,
            FakeKeys.ALIAS,
            EncryptionHeaders.CONTEXT,
            context);
    assertEquals(
        new ObjectEncryption(
            SseAlgorithm.AWS_KMS, Optional.of(FakeKeys.KEY_ARN), false, Map.of("project", "x")),
        write(general, Samples.root(), headers));
    assertEquals(
        new FakeKeys.Asked(
            FakeKeys.ALIAS,
            Set.of("kms:GenerateDataKey"),
            Map.of("project", "x", "aws:s3:arn", "arn:aws:s3:::general/a/key")),
        keys.asked().getFirst());
  }

  @Test
  void generalPurposeBucketsFallBackToTheirDefaultAndToTheManagedKey() {
    var headers = Map.of(ALGORITHM, "aws:kms");
    assertEquals(
        ObjectEncryption.kms(FakeKeys.MANAGED_ARN, false), write(general, Samples.root(), headers));
    var byDefault =
        general.withEncryption(
            new BucketEncryption(
                SseAlgorithm.AWS_KMS, Optional.of(FakeKeys.ALIAS), true, Optional.empty()));
    assertEquals(
        ObjectEncryption.kms(FakeKeys.KEY_ARN, true), write(byDefault, Samples.root(), Map.of()));
    assertEquals(
        ObjectEncryption.SSE_S3, write(byDefault, Samples.root(), Map.of(ALGORITHM, "AES256")));
    assertEquals(Map.of("aws:s3:arn", general.arn()), keys.asked().getFirst().context());
  }

  @Test
  void theReservedContextPairIsNotTheClientsToChoose() {
    var context =
        Base64.getEncoder()
            .encodeToString("{\"aws:s3:arn\":\"elsewhere\"}".getBytes(StandardCharsets.UTF_8));
    var headers = Map.of(ALGORITHM, "aws:kms", EncryptionHeaders.CONTEXT, context);
    var failed =
        assertThrows(CompletionException.class, () -> write(general, Samples.root(), headers));
    assertEquals(
        S3Error.InvalidArgument, assertInstanceOf(S3Exception.class, failed.getCause()).error());
  }

  @Test
  void partCopiesNeedAnUploadThatEqualsTheBucketsDefault() {
    var none = Headers.of(Map.of());
    decider.forPartCopy(directory, ObjectEncryption.kms(FakeKeys.KEY_ARN, true), none);
    var refused =
        assertThrows(
            S3Exception.class, () -> decider.forPartCopy(directory, ObjectEncryption.SSE_S3, none));
    assertEquals(S3Error.InvalidRequest, refused.error());
  }

  @Test
  void theMisspeltBucketKeyHeaderOfTheGuideIsRead() {
    var headers =
        Headers.of(Map.of("x-amz-server-side-encryption-aws-bucket-key-enabled", "false"));
    var failed =
        assertThrows(
            CompletionException.class,
            () ->
                decider
                    .forWrite(directory, "k", Samples.root(), headers)
                    .toCompletableFuture()
                    .join());
    assertTrue(failed.getCause() instanceof S3Exception);
  }

  @Test
  void describesOnlyWhatApplies() {
    assertEquals(Map.of(ALGORITHM, "AES256"), EncryptionDecider.describe(ObjectEncryption.SSE_S3));
    assertEquals(
        Map.of(ALGORITHM, "aws:kms", EncryptionHeaders.KEY_ID, "arn"),
        EncryptionDecider.describe(ObjectEncryption.kms("arn", false)));
  }
}
