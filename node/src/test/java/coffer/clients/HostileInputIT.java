package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that broke other stores: each gets a definite 4xx, stores nothing, and the server goes
 * on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileInputIT {
  private static final byte[] NONE = new byte[0];

  private StartedServer server;
  private RawClient raw;
  private String bucket;

  @BeforeAll
  void start() throws Exception {
    server = StartedServer.start();
    raw = new RawClient(server.endpoint());
    try (var s3 = server.s3()) {
      bucket = DirectoryBuckets.create(s3, "hostile");
    }
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
  }

  @AfterEach
  void nothingWasStoredAndTheServerAnswers() throws Exception {
    var listing = raw.root("GET", "/" + bucket + "?list-type=2", Map.of(), NONE);
    assertEquals(200, listing.statusCode(), listing.body());
    assertEquals("0", RawClient.element(listing.body(), "KeyCount"), listing.body());
  }

  private static void assertClientError(HttpResponse<String> answer, String what) {
    assertTrue(
        answer.statusCode() >= 400 && answer.statusCode() < 500,
        what + " got " + answer.statusCode() + " " + answer.body());
    assertTrue(answer.body().isEmpty() || answer.body().contains("<Code>"), answer.body());
  }

  static Stream<Map<String, String>> wrongPutHeaders() {
    return Stream.of(
        Map.of("x-amz-checksum-crc32", "AAAAAA=="),
        Map.of("x-amz-checksum-crc32", "not base64"),
        Map.of("x-amz-checksum-sha256", "AAAA"),
        Map.of("x-amz-checksum-crc32", "AAAAAA==", "x-amz-checksum-crc32c", "AAAAAA=="),
        Map.of("x-amz-sdk-checksum-algorithm", "CRC31", "x-amz-checksum-crc31", "AAAAAA=="),
        Map.of("x-amz-copy-source", ""),
        Map.of("x-amz-copy-source", "nobucket"),
        Map.of("x-amz-copy-source", "none--zone1-az1--x-s3/k"),
        Map.of("x-amz-server-side-encryption", "rot13"),
        Map.of("x-amz-server-side-encryption", "aws:kms"),
        Map.of("x-amz-server-side-encryption", "aws:kms:dsse"),
        Map.of("x-amz-server-side-encryption-aws-kms-key-id", "x"),
        Map.of("x-amz-server-side-encryption-context", "!!"),
        Map.of("x-amz-storage-class", "GLACIER"),
        Map.of("x-amz-write-offset-bytes", "-1"),
        Map.of("x-amz-write-offset-bytes", "9"),
        Map.of("x-amz-write-offset-bytes", "99999999999999999999"),
        Map.of("if-match", "\"none\""),
        Map.of("x-amz-meta-big", "m".repeat(3000)));
  }

  @ParameterizedTest
  @MethodSource("wrongPutHeaders")
  void wrongHeadersOfAPut(Map<String, String> headers) throws Exception {
    var answer =
        raw.root("PUT", "/" + bucket + "/k", headers, "body".getBytes(StandardCharsets.US_ASCII));
    assertClientError(answer, headers.toString());
  }

  static Stream<String> wrongDocuments() {
    return Stream.of(
        "",
        "<",
        "<Delete>",
        "<Delete></Delete>",
        "<Other><Object><Key>k</Key></Object></Other>",
        "<!DOCTYPE d [<!ENTITY e \"x\">]><Delete><Object><Key>&e;</Key></Object></Delete>",
        "<!DOCTYPE d [<!ENTITY e SYSTEM"
            + " \"file:///etc/passwd\">]><Delete><Object><Key>&e;</Key></Object></Delete>",
        "<Delete>" + "<a>".repeat(10_000) + "</Delete>",
        "<Delete>" + "<Object><Key>k</Key></Object>".repeat(1001) + "</Delete>",
        "<Delete><Object><Key></Key></Object></Delete>",
        "<Delete><Object><Key>k</Key></Object></Delete>trailing");
  }

  @ParameterizedTest
  @MethodSource("wrongDocuments")
  void wrongDocumentsForDeleteObjects(String document) throws Exception {
    var body = document.getBytes(StandardCharsets.UTF_8);
    var digest =
        java.util.Base64.getEncoder()
            .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
    assertClientError(
        raw.root("POST", "/" + bucket + "?delete", Map.of("x-amz-checksum-sha256", digest), body),
        document.length() > 100 ? document.substring(0, 100) : document);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?max-keys=-1&list-type=2",
        "?max-keys=x&list-type=2",
        "?max-keys=99999999999&list-type=2",
        "?list-type=3",
        "?list-type=2&prefix=a",
        "?list-type=2&delimiter=x",
        "?list-type=2&continuation-token=%00",
        "?list-type=2&encoding-type=rot13",
        "?uploads&max-uploads=-5",
        "?acl",
        "?versioning",
        "?tagging",
        "?website",
        "?logging",
        "?list-type=2&start-after=a"
      })
  void wrongQueriesOfABucket(String query) throws Exception {
    var answer = raw.root("GET", "/" + bucket + query, Map.of(), NONE);
    assertTrue(
        (answer.statusCode() >= 400 && answer.statusCode() < 500) || answer.statusCode() == 501,
        query + " got " + answer.statusCode() + " " + answer.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?partNumber=0&uploadId=x",
        "?partNumber=10001&uploadId=x",
        "?partNumber=-1&uploadId=x",
        "?partNumber=1&uploadId=none",
        "?partNumber=99999999999&uploadId=x"
      })
  void wrongParts(String query) throws Exception {
    assertClientError(
        raw.root(
            "PUT", "/" + bucket + "/k" + query, Map.of(), "x".getBytes(StandardCharsets.US_ASCII)),
        query);
  }

  @Test
  void aWrongContentHash() throws Exception {
    var answer =
        raw.signedForOtherBytes(
            "PUT", "/" + bucket + "/k", NONE, "other".getBytes(StandardCharsets.US_ASCII));
    assertClientError(answer, "a hash of other bytes");
  }

  static Stream<String> rawRequests() {
    return Stream.of(
        "GET / HTTP/1.1\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /b/%ff HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /" + "a".repeat(70_000) + " HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX-Long: " + "v".repeat(100_000) + "\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\n" + "X-Many: v\r\n".repeat(2000) + "\r\n",
        "PUT /b/k HTTP/1.1\r\nHost: h\r\nContent-Length: -5\r\n\r\n",
        "PUT /b/k HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "PUT /b/k HTTP/1.1\r\n"
            + "Host: h\r\n"
            + "Content-Length: 5\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "0\r\n\r\n",
        "NONSENSE / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET http://evil/ HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: AWS4-HMAC-SHA256 junk\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: AWS a:b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: \r\n\r\n",
        "GET /?X-Amz-Algorithm=AWS4-HMAC-SHA256 HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST / HTTP/1.1\r\n"
            + "Host: h\r\n"
            + "X-Amz-Target: TrentService.ListKeys\r\n"
            + "Content-Length: 2\r\n\r\n"
            + "{}");
  }

  @ParameterizedTest
  @MethodSource("rawRequests")
  void requestsThatAreNotOnes(String request) throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      var status = new StringBuilder();
      int read;
      while ((read = socket.getInputStream().read()) >= 0 && read != '\r') {
        status.append((char) read);
      }
      assertTrue(status.toString().matches("HTTP/1\\.[01] 4\\d\\d .*"), status.toString());
    }
  }
}
