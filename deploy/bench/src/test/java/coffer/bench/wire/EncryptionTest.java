package coffer.bench.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EncryptionTest {

  @Test
  void asksWithHeaders() {
    assertEquals(Map.of(), Encryption.parse("none").whenWriting());
    assertEquals(
        Map.of("x-amz-server-side-encryption", "AES256"), Encryption.parse("s3").whenWriting());
    assertEquals(
        Map.of(
            "x-amz-server-side-encryption",
            "aws:kms",
            "x-amz-server-side-encryption-aws-kms-key-id",
            "arn:aws:kms:x:1:key/k"),
        Encryption.parse("kms:arn:aws:kms:x:1:key/k").whenWriting());
    assertEquals(Map.of(), Encryption.parse("kms").whenUsing());
    assertEquals(3, Encryption.parse("c").whenUsing().size());
    assertThrows(IllegalArgumentException.class, () -> Encryption.parse("d"));
  }

  @Test
  void endpointsAreOfSchemeAndAuthority() {
    assertEquals(
        List.of(new Endpoint(false, "a", 9000), new Endpoint(true, "b", 443)),
        Endpoint.list("http://a:9000,https://b/"));
    assertEquals("b", new Endpoint(true, "b", 443).authority());
    assertEquals("a:9000", new Endpoint(false, "a", 9000).authority());
    assertThrows(IllegalArgumentException.class, () -> Endpoint.list("ftp://a"));
    assertEquals(
        List.of(new Endpoint(false, "a", 80, "some-bucket")),
        Endpoint.list("http://a/some-bucket"));
    assertThrows(IllegalArgumentException.class, () -> Endpoint.list("http://a/b/c"));
    assertThrows(IllegalArgumentException.class, () -> Endpoint.list("127.0.0.1:9000"));
  }
}
