package coffer.http.sigv4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.S3Request;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The public SigV4 vectors; see {@code sigv4/README.md} among the test resources. */
class SigV4VectorsTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2015-08-30T12:36:00Z"), ZoneOffset.UTC);
  private static final Set<String> NOT_OURS =
      Set.of(
          "get-relative-normalized",
          "get-relative-relative-normalized",
          "get-slash-normalized",
          "get-slash-dot-slash-normalized",
          "get-slash-pointless-dot-normalized",
          "get-slashes-normalized",
          "get-header-value-multiline",
          "post-sts-header-after");

  private final SigV4Verifier verifier = new SigV4Verifier("us-east-1", CLOCK);

  static Stream<String> cases() throws Exception {
    try (var folders = Files.list(root())) {
      var names =
          folders.filter(Files::isDirectory).map(path -> path.getFileName().toString()).toList();
      assertEquals(38, names.size());
      return names.stream().filter(name -> !NOT_OURS.contains(name)).sorted();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void headerFormVerifies(String name) throws Exception {
    var vector = read(name, "header");
    assertInstanceOf(
        PayloadSigning.Hashed.class,
        verifier.verify(vector.request(), vector.signed(), SECRET, vector.body()));
    assertWrongSecretIsRefused(vector);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void queryFormVerifies(String name) throws Exception {
    var vector = read(name, "query");
    assertInstanceOf(
        PayloadSigning.Hashed.class,
        verifier.verify(vector.request(), vector.signed(), SECRET, vector.body()));
    assertWrongSecretIsRefused(vector);
  }

  @Test
  void aTokenBehindTheSignatureIsRefused() throws Exception {
    var vector = read("post-sts-header-after", "header");
    var refused =
        assertThrows(
            S3Exception.class,
            () -> verifier.verify(vector.request(), vector.signed(), SECRET, vector.body()));
    assertEquals(S3Error.AccessDenied, refused.error());
  }

  private void assertWrongSecretIsRefused(Vector vector) {
    var refused =
        assertThrows(
            S3Exception.class,
            () -> verifier.verify(vector.request(), vector.signed(), "other", vector.body()));
    assertEquals(S3Error.SignatureDoesNotMatch, refused.error());
  }

  private record Vector(S3Request request, SignedRequest signed, byte[] body) {}

  /** Vectors are of a service that is none of ours, so {@link SignedRequest#parse} is no use. */
  private static Vector read(String name, String form) throws Exception {
    var text =
        Files.readString(root().resolve(name).resolve(form + "-signed-request.txt"))
            .replace("\r\n", "\n");
    int end = text.indexOf("\n\n");
    var lines = List.of((end < 0 ? text : text.substring(0, end)).strip().split("\n"));
    var first = lines.getFirst();
    int space = first.indexOf(' ');
    var request =
        Requests.of(
            first.substring(0, space),
            first.substring(space + 1, first.lastIndexOf(' ')),
            lines.subList(1, lines.size()).toArray(String[]::new));
    boolean presigned = form.equals("query");
    var signed =
        new SignedRequest(
            "AKIDEXAMPLE",
            "20150830T123600Z",
            "20150830",
            "us-east-1",
            "service",
            List.of(part(request, presigned, "SignedHeaders").split(";")),
            part(request, presigned, "Signature"),
            Optional.empty(),
            presigned);
    var body = end < 0 ? "" : text.substring(end + 2);
    return new Vector(request, signed, body.getBytes(StandardCharsets.UTF_8));
  }

  private static String part(S3Request request, boolean presigned, String name) {
    if (presigned) {
      return request.query().first("X-Amz-" + name).orElseThrow();
    }
    var matcher =
        Pattern.compile(name + "=([^,\\s]+)")
            .matcher(request.headers().first("authorization").orElseThrow());
    assertEquals(true, matcher.find());
    return matcher.group(1);
  }

  private static Path root() throws URISyntaxException, IOException {
    var readme = Objects.requireNonNull(SigV4VectorsTest.class.getResource("/sigv4/README.md"));
    return Objects.requireNonNull(Path.of(readme.toURI()).toRealPath().getParent());
  }
}
