package coffer.bench.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bench.wire.SignedRequests.Request;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The examples of the AWS page "Signature Calculations for the Authorization Header". */
final class SignedRequestsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC);
  private static final String NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private static SignedRequests requests(String token) {
    var credentials =
        Credentials.of("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", token);
    return new SignedRequests(credentials, "examplebucket.s3.amazonaws.com", "us-east-1", CLOCK);
  }

  private static String signature(Request request) {
    var authorization = requests("").headers(request).getOrDefault("authorization", "");
    return authorization.substring(authorization.indexOf("Signature=") + 10);
  }

  @Test
  void getObject() {
    var range = Map.of("range", "bytes=0-9");
    assertEquals(
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        signature(new Request("GET", "/test.txt", "", range, 0, NOTHING)));
  }

  @Test
  void listObjects() {
    assertEquals(
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        signature(new Request("GET", "/", "max-keys=2&prefix=J", Map.of(), 0, NOTHING)));
  }

  @Test
  void headHasEverythingThatWasSigned() {
    var request =
        new Request("GET", "/test.txt", "session=", Map.of("range", "bytes=0-9"), 0, NOTHING);
    var head = new String(requests("a-token").head(request), StandardCharsets.ISO_8859_1);
    assertTrue(head.startsWith("GET /test.txt?session= HTTP/1.1\r\n"), head);
    assertTrue(head.endsWith("\r\n\r\n"), head);
    assertTrue(head.contains("\r\nx-amz-security-token: a-token\r\n"), head);
    assertTrue(
        head.contains(
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date;x-amz-security-token,"),
        head);
  }
}
