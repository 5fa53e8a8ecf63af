package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.clients.RawClient.Session;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What a session may do, case by case, with the statuses and codes that AWS was seen to answer.
 * Expiry is tested with an injected clock where tickets are opened; here everything else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SessionIT {
  private static final byte[] BODY = "body".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NONE = new byte[0];

  private StartedServer server;
  private RawClient raw;
  private String mine;
  private String other;

  @BeforeAll
  void start() throws Exception {
    server = StartedServer.start();
    raw = new RawClient(server.endpoint());
    try (var s3 = server.s3()) {
      mine = DirectoryBuckets.create(s3, "mine");
      other = DirectoryBuckets.create(s3, "other");
    }
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
  }

  private static void assertRefused(int status, String code, HttpResponse<String> answer) {
    assertEquals(
        status + " " + code, answer.statusCode() + " " + RawClient.element(answer.body(), "Code"));
  }

  @Test
  void aReadOnlySessionReadsAndDoesNotWrite() throws Exception {
    var writer = raw.createSession(mine, Map.of());
    assertEquals(200, raw.inSession(writer, "PUT", "/" + mine + "/k", Map.of(), BODY).statusCode());
    var reader = raw.createSession(mine, Map.of("x-amz-create-session-mode", "ReadOnly"));
    assertEquals("body", raw.inSession(reader, "GET", "/" + mine + "/k", Map.of(), NONE).body());
    assertRefused(
        403, "AccessDenied", raw.inSession(reader, "PUT", "/" + mine + "/k", Map.of(), BODY));
    assertRefused(
        403, "AccessDenied", raw.inSession(reader, "DELETE", "/" + mine + "/k", Map.of(), NONE));
  }

  @Test
  void aSessionIsGoodForItsBucketAlone() throws Exception {
    var session = raw.createSession(mine, Map.of());
    assertRefused(
        403, "AccessDenied", raw.inSession(session, "PUT", "/" + other + "/k", Map.of(), BODY));
    assertEquals(200, raw.inSession(session, "HEAD", "/" + mine, Map.of(), NONE).statusCode());
    assertEquals(403, raw.inSession(session, "HEAD", "/" + other, Map.of(), NONE).statusCode());
  }

  @Test
  void anAlteredTokenIsAnInvalidRequest() throws Exception {
    var session = raw.createSession(mine, Map.of());
    for (int at : new int[] {0, 1, session.token().length() / 2, session.token().length() - 2}) {
      var changed = new StringBuilder(session.token());
      changed.setCharAt(at, changed.charAt(at) == 'A' ? 'B' : 'A');
      assertRefused(
          400,
          "InvalidRequest",
          raw.inSession(
              new Session(session.accessKeyId(), session.secret(), changed.toString()),
              "PUT",
              "/" + mine + "/k",
              Map.of(),
              BODY));
    }
  }

  @Test
  void tokensAndKeysOfTwoSessionsDoNotMix() throws Exception {
    var one = raw.createSession(mine, Map.of());
    var two = raw.createSession(mine, Map.of());
    assertRefused(
        403,
        "InvalidAccessKeyId",
        raw.inSession(
            new Session(one.accessKeyId(), one.secret(), two.token()),
            "PUT",
            "/" + mine + "/k",
            Map.of(),
            BODY));
    assertRefused(
        403,
        "SignatureDoesNotMatch",
        raw.inSession(
            new Session(one.accessKeyId(), two.secret(), one.token()),
            "PUT",
            "/" + mine + "/k",
            Map.of(),
            BODY));
  }

  @Test
  void aSessionSurvivesARestart() throws Exception {
    var session = raw.createSession(mine, Map.of());
    server.killAndRestart();
    assertEquals(
        200, raw.inSession(session, "PUT", "/" + mine + "/after", Map.of(), BODY).statusCode());
    assertEquals(
        "body", raw.inSession(session, "GET", "/" + mine + "/after", Map.of(), NONE).body());
  }

  @Test
  void aSessionForABucketToBeCreatesItAndThenUsesIt() throws Exception {
    var name = DirectoryBuckets.name("later");
    var session = raw.createSession(name, Map.of());
    assertRefused(
        404, "NoSuchBucket", raw.inSession(session, "PUT", "/" + name + "/k", Map.of(), BODY));
    var creation =
        "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Location>"
            + "<Type>AvailabilityZone</Type><Name>zone1-az1</Name></Location><Bucket>"
            + "<DataRedundancy>SingleAvailabilityZone</DataRedundancy><Type>Directory</Type>"
            + "</Bucket></CreateBucketConfiguration>";
    var created =
        raw.inSession(
            session, "PUT", "/" + name, Map.of(), creation.getBytes(StandardCharsets.UTF_8));
    assertEquals(200, created.statusCode(), created.body());
    assertEquals(
        200, raw.inSession(session, "PUT", "/" + name + "/k", Map.of(), BODY).statusCode());
  }

  @Test
  void aSessionOfABadNameIsRefused() throws Exception {
    for (var name : new String[] {"--x-s3", "UPPER--zone1-az1--x-s3", "x--x-s3"}) {
      var answer = raw.root("GET", "/" + name + "?session", Map.of(), NONE);
      assertTrue(answer.statusCode() == 400 || answer.statusCode() == 404, name + answer.body());
    }
  }

  @Test
  void unknownModesAreRefused() throws Exception {
    assertRefused(
        400,
        "InvalidArgument",
        raw.root(
            "GET",
            "/" + mine + "?session",
            Map.of("x-amz-create-session-mode", "ReadSometimes"),
            NONE));
  }

  @Test
  void allThreeWaysOfSigningWork() throws Exception {
    for (var service : new String[] {"s3express", "s3"}) {
      var answer =
          raw.signed(
              StartedServer.ACCESS_KEY,
              StartedServer.SECRET,
              service,
              "PUT",
              "/" + mine + "/by-" + service,
              Map.of(),
              BODY);
      assertEquals(200, answer.statusCode(), answer.body());
    }
  }

  @Test
  void wrongSecretsAndUnknownKeysAreTold() throws Exception {
    assertRefused(
        403,
        "SignatureDoesNotMatch",
        raw.signed(
            StartedServer.ACCESS_KEY, "wrong", "s3express", "GET", "/" + mine, Map.of(), NONE));
    assertRefused(
        403,
        "InvalidAccessKeyId",
        raw.signed("AKIDNOBODY", "wrong", "s3express", "GET", "/" + mine, Map.of(), NONE));
    assertRefused(403, "AccessDenied", raw.send("GET", "/" + mine, Map.of(), NONE));
  }
}
