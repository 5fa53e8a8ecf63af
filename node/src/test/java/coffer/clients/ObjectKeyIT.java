package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A key is a string of bytes: never a path, never a URI. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ObjectKeyIT {
  private StartedServer server;
  private S3Client s3;
  private String bucket;

  @BeforeAll
  void start() throws Exception {
    server = StartedServer.start();
    s3 = server.s3();
    bucket = DirectoryBuckets.create(s3, "keys");
  }

  @AfterAll
  void stop() throws IOException {
    s3.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "a/../../b",
        "//",
        "/leading",
        "a//b",
        "%2F",
        "a%2Fb",
        "sp ace",
        "plus+",
        "ümlaut",
        "日本語",
        "tab\there",
        "q?x=1&y#z",
        ".",
        "..",
        "🔐",
        "'\"<>&`"
      })
  void keysThatLookLikePathsAreJustKeys(String key) {
    s3.putObject(b -> b.bucket(bucket).key("k" + key), RequestBody.fromString(key));
    assertEquals(key, s3.getObjectAsBytes(b -> b.bucket(bucket).key("k" + key)).asUtf8String());
    s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString("plain " + key));
    assertEquals(
        "plain " + key, s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String());
    s3.deleteObject(b -> b.bucket(bucket).key(key));
  }

  @Test
  void aKeyOf1024BytesIsTheLongest() {
    var longest = "k".repeat(1024);
    s3.putObject(b -> b.bucket(bucket).key(longest), RequestBody.fromString("x"));
    assertEquals("x", s3.getObjectAsBytes(b -> b.bucket(bucket).key(longest)).asUtf8String());
    var refusal =
        assertThrows(
            S3Exception.class,
            () ->
                s3.putObject(
                    b -> b.bucket(bucket).key(longest + "k"), RequestBody.fromString("x")));
    assertEquals("KeyTooLongError", refusal.awsErrorDetails().errorCode());
  }
}
