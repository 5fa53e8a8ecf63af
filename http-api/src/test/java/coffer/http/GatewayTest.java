package coffer.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.fakes.FakeKeys;
import coffer.http.fakes.InMemoryBuckets;
import coffer.http.fakes.Samples;
import coffer.http.fakes.Signer;
import coffer.http.fakes.Unreachable;
import coffer.http.identity.ConfiguredIdentities;
import coffer.http.metrics.Metrics;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.http.session.SessionTickets;
import coffer.http.wire.Entity;
import coffer.http.wire.S3Request;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlElement;
import coffer.kms.policy.PolicyDocument;
import coffer.kms.service.KmsException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signed requests against the whole gateway, without sockets and storage. */
final class GatewayTest {
  private static final String NAME = Samples.DIRECTORY;
  private static final byte[] NOTHING = new byte[0];
  private static final String CREATE =
      "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Location>"
          + "<Type>AvailabilityZone</Type><Name>zone1-az1</Name></Location><Bucket>"
          + "<DataRedundancy>SingleAvailabilityZone</DataRedundancy><Type>Directory</Type>"
          + "</Bucket></CreateBucketConfiguration>";
  private static final Signer ROOT = new Signer("AKIDROOT", "root-secret", "s3express");
  private static final Signer ROOT_S3 = new Signer("AKIDROOT", "root-secret", "s3");
  private static final Signer CREATOR = new Signer("AKIDCREATOR", "creator-secret", "s3express");
  private static final Signer READER = new Signer("AKIDREADER", "reader-secret", "s3express");

  private static ActorSystem system;

  private final InMemoryBuckets buckets = new InMemoryBuckets();
  private final FakeKeys keys = new FakeKeys();
  private final Metrics metrics = new Metrics();
  private final List<Map<String, Object>> audited = new ArrayList<>();

  @BeforeAll
  static void startSystem() {
    system = ActorSystem.create("gateway-test");
  }

  @AfterAll
  static void stopSystem() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private Gateway gateway(boolean strict) {
    var clock = Clock.fixed(Samples.NOW, ZoneOffset.UTC);
    var identities =
        new ConfiguredIdentities(
            List.of(
                new ConfiguredIdentities.Account(
                    Samples.ACCOUNT,
                    List.of(new ConfiguredIdentities.Credentials("AKIDROOT", "root-secret")),
                    List.of(
                        user("creator", Samples.allow("s3express:CreateBucket")),
                        user("reader", readOnly())))));
    var random = new SecureRandom();
    return new Gateway(
        new Gateway.Parts(
            buckets,
            Unreachable.of(Objects.class),
            Unreachable.of(Uploads.class),
            identities,
            new SessionTickets(new byte[32], random, clock),
            keys,
            (target, body, caller, origin) ->
                CompletableFuture.completedFuture(
                    S3Response.empty(200).with("target", target + " " + caller.name())),
            audited::add,
            metrics,
            clock,
            random,
            new Gateway.Settings("us-east-1", () -> Set.of("zone1-az1"), strict),
            () -> true,
            () -> CompletableFuture.completedFuture("{}")));
  }

  private static String readOnly() {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
        + "\"Action\":\"s3express:CreateSession\",\"Resource\":\"*\",\"Condition\":"
        + "{\"StringEquals\":{\"s3express:SessionMode\":\"ReadOnly\"}}}]}";
  }

  private static ConfiguredIdentities.User user(String name, String policy) {
    var id = "AKID" + name.toUpperCase(Locale.ROOT);
    return new ConfiguredIdentities.User(
        name,
        List.of(new ConfiguredIdentities.Credentials(id, name + "-secret")),
        List.of(PolicyDocument.parse(policy)));
  }

  private S3Response send(Signer signer, String method, String target) {
    return send(signer, method, target, Map.of(), NOTHING);
  }

  private S3Response send(
      Signer signer, String method, String target, Map<String, String> headers, byte[] body) {
    return send(gateway(false), method, target, signer.sign(method, target, headers, body), body);
  }

  private static S3Response send(
      Gateway gateway, String method, String target, Map<String, String> headers, byte[] body) {
    var plain = Samples.request(method, target, headers);
    var entity =
        new Entity.Flowing(
            Source.single(ByteString.fromArray(body)),
            SystemMaterializer.get(system).materializer());
    var request =
        new S3Request(
            plain.method(),
            plain.rawPath(),
            plain.rawQuery(),
            plain.query(),
            plain.headers(),
            plain.bucket(),
            plain.key(),
            OptionalLong.of(body.length),
            entity,
            plain.remoteAddress(),
            plain.tls(),
            plain.requestId());
    return gateway.handle(request).toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(S3Response response) {
    return switch (response.content()) {
      case S3Response.Whole whole -> new String(whole.bytes(), StandardCharsets.UTF_8);
      case S3Response.Empty none -> "";
      case S3Response.LengthOnly none -> "";
      case S3Response.Streamed none -> throw new AssertionError("nothing streams here");
    };
  }

  private static String code(S3Response response) {
    return XmlElement.parse(bytes(text(response)), "Error").childText("Code").orElseThrow();
  }

  /** A client that has opened a session. */
  private record Session(Signer signer, String token) {
    Map<String, String> headers() {
      return Map.of("x-amz-s3session-token", token);
    }
  }

  private Session open(Signer signer) {
    var response = send(signer, "GET", "/" + NAME + "?session");
    assertEquals(200, response.status(), () -> text(response));
    var credentials =
        XmlElement.parse(bytes(text(response)), "CreateSessionResult")
            .child("Credentials")
            .orElseThrow();
    assertEquals(Optional.of("2026-01-01T00:05:00Z"), credentials.childText("Expiration"));
    return new Session(
        new Signer(
            credentials.childText("AccessKeyId").orElseThrow(),
            credentials.childText("SecretAccessKey").orElseThrow(),
            "s3express"),
        credentials.childText("SessionToken").orElseThrow());
  }

  private S3Response send(Session session, String method, String target, String body) {
    return send(session.signer(), method, target, session.headers(), bytes(body));
  }

  @Test
  void aSessionMadeBeforeItsBucketMakesItAndGoesOnWorking() {
    var session = open(ROOT);
    assertEquals("NoSuchBucket", code(send(session, "GET", "/" + NAME + "?policy", "")));
    var created = send(session, "PUT", "/" + NAME, CREATE);
    assertEquals(200, created.status(), () -> text(created));
    assertEquals(200, send(session, "HEAD", "/" + NAME, "").status());
    assertEquals("BucketAlreadyOwnedByYou", code(send(session, "PUT", "/" + NAME, CREATE)));
    assertEquals(204, send(session, "DELETE", "/" + NAME, "").status());
  }

  @Test
  void aSessionMadeBeforeItsBucketGivesNothingThatPoliciesDoNot() {
    var session = open(CREATOR);
    assertEquals(200, send(session, "PUT", "/" + NAME, CREATE).status());
    assertEquals(403, send(session, "HEAD", "/" + NAME, "").status());
    assertEquals("AccessDenied", code(send(session, "DELETE", "/" + NAME, "")));
    assertEquals("AccessDenied", code(send(session, "PUT", "/" + NAME + "/key", "x")));
  }

  @Test
  void strictSessionsRefuseBucketsThatDoNotExist() {
    var target = "/" + NAME + "?session";
    var signed = ROOT.sign("GET", target, Map.of(), NOTHING);
    var response = send(gateway(true), "GET", target, signed, NOTHING);
    assertEquals("NoSuchBucket", code(response));
  }

  @Test
  void aModeIsLoweredOnlyWhenNoneWasAskedFor() {
    buckets.put(Samples.bucket(NAME));
    var session = open(READER);
    assertEquals("AccessDenied", code(send(session, "PUT", "/" + NAME + "/key", "x")));
    assertEquals(200, send(session, "HEAD", "/" + NAME, "").status());
    var explicit =
        send(
            READER,
            "GET",
            "/" + NAME + "?session",
            Map.of("x-amz-create-session-mode", "ReadWrite"),
            NOTHING);
    assertEquals("AccessDenied", code(explicit));
  }

  @Test
  void bucketPolicyOfADirectoryBucketConcernsSessionsOnly() {
    buckets.put(Samples.bucket(NAME));
    var denied = policy("Deny", "s3express:CreateSession", buckets.get(NAME).arn());
    assertEquals(204, send(ROOT, "PUT", "/" + NAME + "?policy", Map.of(), bytes(denied)).status());
    assertEquals("AccessDenied", code(send(ROOT, "GET", "/" + NAME + "?session")));
    assertEquals(denied, text(send(ROOT, "GET", "/" + NAME + "?policy")));
    assertEquals(204, send(ROOT, "DELETE", "/" + NAME + "?policy").status());
    assertEquals("NoSuchBucketPolicy", code(send(ROOT, "GET", "/" + NAME + "?policy")));
    assertEquals(200, send(ROOT, "GET", "/" + NAME + "?session").status());
    var other = policy("Allow", "s3express:DeleteBucket", buckets.get(NAME).arn());
    assertEquals(
        "MalformedPolicy", code(send(ROOT, "PUT", "/" + NAME + "?policy", Map.of(), bytes(other))));
  }

  private static String policy(String effect, String action, String resource) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\""
        + effect
        + "\",\"Principal\":\"*\",\"Action\":\""
        + action
        + "\",\"Resource\":\""
        + resource
        + "\"}]}";
  }

  @Test
  void encryptionOfADirectoryBucketStaysWithItsKey() {
    buckets.put(Samples.bucket(NAME));
    assertEquals(200, putKms(FakeKeys.KEY_ID).status());
    assertEquals("InvalidRequest", code(putKms(FakeKeys.OTHER_ARN)));
    var session = send(ROOT, "GET", "/" + NAME + "?session");
    assertEquals("aws:kms", session.headers().get("x-amz-server-side-encryption"));
    assertEquals(
        FakeKeys.KEY_ARN, session.headers().get("x-amz-server-side-encryption-aws-kms-key-id"));
    assertEquals(204, send(ROOT, "DELETE", "/" + NAME + "?encryption").status());
    assertTrue(text(send(ROOT, "GET", "/" + NAME + "?encryption")).contains("AES256"));
    assertEquals("InvalidRequest", code(putKms(FakeKeys.OTHER_ARN)));
  }

  private S3Response putKms(String key) {
    var xml =
        "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
            + "<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>"
            + key
            + "</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule>"
            + "</ServerSideEncryptionConfiguration>";
    return send(ROOT, "PUT", "/" + NAME + "?encryption", Map.of(), bytes(xml));
  }

  @Test
  void aConcurrentChangeMakesTheDecisionAnew() {
    buckets.put(Samples.bucket(NAME));
    buckets.beforeNextReplace(
        () -> {
          var pinned = Samples.bucket(NAME, Samples.kms()).withVersion(2);
          buckets.put(pinned);
        });
    assertEquals("InvalidRequest", code(putKms(FakeKeys.OTHER_ARN)));
    assertEquals(Samples.kms(), buckets.get(NAME).encryption());
  }

  @Test
  void refusalsByTheKeyServiceCarryItsCodes() {
    buckets.put(Samples.bucket(NAME));
    assertEquals("KMS.NotFoundException", code(putKms("33333333-3333-3333-3333-333333333333")));
    keys.refuse(new KmsException(KmsException.Code.DisabledException, "k is disabled."));
    assertEquals("KMS.DisabledException", code(putKms(FakeKeys.KEY_ID)));
    keys.refuse(new KmsException(KmsException.Code.AccessDeniedException, "not authorized"));
    var denied = putKms(FakeKeys.KEY_ID);
    assertEquals(403, denied.status());
    assertEquals("AccessDenied", code(denied));
    assertTrue(text(denied).contains("not authorized"));
  }

  @Test
  void theScopeTellsTheTwoListsOfBucketsApart() {
    buckets.put(Samples.bucket(NAME));
    buckets.put(Samples.bucket(Samples.GENERAL));
    var directory = text(send(ROOT, "GET", "/"));
    var general = text(send(ROOT_S3, "GET", "/"));
    assertTrue(directory.contains(NAME) && !directory.contains("<Name>" + Samples.GENERAL));
    assertTrue(general.contains("<Name>" + Samples.GENERAL) && !general.contains(NAME));
  }

  @Test
  void expectedOwnersAreComparedAndNotImplementedOnDirectoryConfiguration() {
    buckets.put(Samples.bucket(NAME));
    buckets.put(Samples.bucket(Samples.GENERAL));
    var other = Map.of("x-amz-expected-bucket-owner", "111111111111");
    assertEquals(501, send(ROOT, "GET", "/" + NAME + "?encryption", other, NOTHING).status());
    assertEquals(403, send(ROOT, "HEAD", "/" + NAME, other, NOTHING).status());
    assertEquals(
        403, send(ROOT_S3, "GET", "/" + Samples.GENERAL + "?encryption", other, NOTHING).status());
  }

  @Test
  void kmsIsReachedByItsTargetAndItsScope() {
    var kms = new Signer("AKIDROOT", "root-secret", "kms");
    var target = Map.of("x-amz-target", "TrentService.ListKeys");
    var answer = send(kms, "POST", "/", target, bytes("{}"));
    assertEquals("TrentService.ListKeys root", answer.headers().get("target"));
    var asS3 = send(ROOT_S3, "POST", "/", target, bytes("{}"));
    assertEquals(400, asS3.status());
    assertTrue(text(asS3).contains("InvalidSignatureException"));
    var unknown = new Signer("AKIDNOBODY", "x", "kms");
    assertTrue(
        text(send(unknown, "POST", "/", target, bytes("{}")))
            .contains("UnrecognizedClientException"));
    var large = new byte[KmsFront.BODY_BYTES_MAX + 1];
    assertEquals(400, send(kms, "POST", "/", target, large).status());
  }

  @Test
  void stsTellsWhoCalls() {
    var sts = new Signer("AKIDREADER", "reader-secret", "sts");
    var body = bytes("Action=GetCallerIdentity&Version=2011-06-15");
    assertTrue(
        text(send(sts, "POST", "/", Map.of(), body))
            .contains("arn:aws:iam::000000000000:user/reader"));
  }

  @Test
  void healthAndMetricsNeedNoSignatureAndHoldNoNames() {
    buckets.put(Samples.bucket(NAME));
    send(ROOT, "GET", "/" + NAME + "?encryption");
    var open = new HashMap<String, String>();
    assertEquals(200, send(gateway(false), "GET", "/-/live", open, NOTHING).status());
    assertEquals(200, send(gateway(false), "GET", "/-/ready", open, NOTHING).status());
    var text = text(send(gateway(false), "GET", "/-/metrics", open, NOTHING));
    assertTrue(
        text.contains("coffer_requests_total{operation=\"GetBucketEncryption\",status=\"200\"} 1"));
    assertFalse(text.contains(NAME) || text.contains("AKID"));
    assertEquals(404, send(gateway(false), "GET", "/-/config", open, NOTHING).status());
    assertEquals(403, send(gateway(false), "GET", "/" + NAME, open, NOTHING).status());
  }

  @Test
  void auditHoldsSessionsAndChangesButNoSecrets() {
    var session = open(ROOT);
    send(session, "PUT", "/" + NAME, CREATE);
    send(session, "GET", "/" + NAME + "?policy", "");
    assertEquals(
        List.of("CreateSession", "CreateBucket", "GetBucketPolicy"),
        audited.stream().map(record -> record.get("eventName")).toList());
    assertEquals("s3express.amazonaws.com", audited.get(1).get("eventSource"));
    assertEquals("NoSuchBucketPolicy", audited.get(2).get("errorCode"));
    assertEquals(
        Map.of(
            "credentials",
            Map.of(
                "accessKeyId",
                session.signer().accessKeyId(),
                "expiration",
                "2026-01-01T00:05:00Z")),
        audited.get(0).get("responseElements"));
    var all = audited.toString();
    assertTrue(all.contains(session.signer().accessKeyId()));
    assertFalse(all.contains(session.token()) || all.contains(session.signer().secret()));
  }
}
