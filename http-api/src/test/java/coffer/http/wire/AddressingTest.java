package coffer.http.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressingTest {
  private static final List<String> DOMAINS = List.of("s3.test", "localhost");

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9000, /b/k, b, k",
    "127.0.0.1, /b, b,",
    "127.0.0.1, /b/, b,",
    "127.0.0.1, /, ,",
    "[::1]:9000, /b/k, b, k",
    "localhost:9000, /b/k, b, k",
    "s3.test, /b/k, b, k",
    "S3.Test:80, /b/k, b, k",
    "other.test, /b/k, b, k",
    "b.s3.test:9000, /x/y, b, x/y",
    "b.c.localhost, /x, b.c, x",
    "b.s3.test, /, b,",
    "a--z--x-s3.anything.test:9000, /k, a--z--x-s3, k",
    "a--z--xa-s3.anything.test, /k, a--z--xa-s3, k",
    "a--z--x-s3, /b/k, b, k",
    ".s3.test, /b/k, b, k",
    "127.0.0.1, /b//, b, /",
    "127.0.0.1, /b/../x, b, ../x",
    "127.0.0.1, /b/%2e%2e%2Fx, b, ../x",
    "127.0.0.1, /b/a//b, b, a//b",
    "127.0.0.1, /b/a+b%2B, b, a+b+",
    "127.0.0.1, /b/%252F, b, %2F",
    "127.0.0.1, /%62/k, b, k",
    "b.s3.test, //k, b, /k",
  })
  void findsBucketAndKey(String host, String path, String bucket, String key) {
    assertEquals(
        new Addressing(Optional.ofNullable(bucket), Optional.ofNullable(key)),
        Addressing.resolve(Optional.of(host), path, DOMAINS));
  }

  @Test
  void keysHaveAtMost1024Bytes() {
    var longest = "/b/" + "%C3%A9".repeat(512);
    assertEquals(Optional.of("é".repeat(512)), resolve(longest).key());
    var refused = assertThrows(S3Exception.class, () -> resolve(longest + "a"));
    assertEquals(S3Error.KeyTooLongError, refused.error());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/b/%",
        "/b/%2",
        "/b/%zz",
        "/b/%FF",
        "/b/%C0%AF",
        "/b/%ED%A0%80",
        "/b/%-1",
        "/%FF/k",
        "b",
        "",
        "*",
        "http://h/b",
        "/b?%zz",
        "/b?a=%FF"
      })
  void brokenTargetsAreRefused(String target) {
    var refused = assertThrows(S3Exception.class, () -> resolve(RawTarget.parse(target).rawPath()));
    assertEquals(S3Error.InvalidURI, refused.error());
  }

  @Test
  void anEmptyBucketNameIsRefused() {
    var refused = assertThrows(S3Exception.class, () -> resolve("//k"));
    assertEquals(S3Error.InvalidBucketName, refused.error());
  }

  @Test
  void queriesKeepOrderAndRepeats() {
    var query = RawTarget.parse("/?b=1&a=2&b=&c&&d=x=y").query();
    assertEquals(
        List.of(
            new Query.Parameter("b", "1"),
            new Query.Parameter("a", "2"),
            new Query.Parameter("b", ""),
            new Query.Parameter("c", ""),
            new Query.Parameter("d", "x=y")),
        query.parameters());
  }

  private static Addressing resolve(String path) {
    return Addressing.resolve(Optional.of("127.0.0.1"), path, DOMAINS);
  }
}
