package coffer.http.operation.object;

import static coffer.http.operation.object.Fixtures.DIRECTORY;
import static coffer.http.operation.object.Fixtures.GENERAL;
import static coffer.http.operation.object.Fixtures.assertRefused;
import static coffer.http.operation.object.Fixtures.headers;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.http.error.S3Error;
import coffer.http.operation.object.CopyObject.Directive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopySourceTest {

  @ParameterizedTest
  @CsvSource({
    "b/k, b, k",
    "/b/k, b, k",
    "b/a/b%20c.txt, b, a/b c.txt",
    "b%2Fa%2Fb, b, a/b",
    "b//k, b, /k",
    "b/a+b, b, a+b",
    "b/a%252Fb, b, a%2Fb",
    "b/%C3%A9, b, é",
    "b/k?versionId=null, b, k",
    "b/k%3FversionId=x, b, k?versionId=x",
    "b/../other/k, b, ../other/k",
  })
  void isDecodedOnce(String header, String bucket, String key) {
    assertEquals(new CopySource(bucket, key), CopySource.parse(header));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "b",
        "b/",
        "/b/",
        "//k",
        "b/%",
        "b/%4",
        "b/%zz",
        "b/%ff",
        "b/%c0%af",
        "b/k?versionId=",
        "b/k?versionId=3sL4kqtJlcpXroDTDmJ"
      })
  void refusesWhatNamesNoObject(String header) {
    assertRefused(S3Error.InvalidArgument, () -> CopySource.parse(header));
  }

  @Test
  void boundsTheKey() {
    assertEquals("k".repeat(1024), CopySource.parse("b/" + "k".repeat(1024)).key());
    assertRefused(S3Error.KeyTooLongError, () -> CopySource.parse("b/" + "k".repeat(1025)));
    assertRefused(S3Error.KeyTooLongError, () -> CopySource.parse("b/" + "é".repeat(513)));
  }

  @Test
  void refusesACopyOntoItselfThatChangesNothing() {
    var self = new CopySource("b", "k");
    assertRefused(
        S3Error.InvalidRequest,
        () -> CopyObject.requireChange("b", "k", self, Directive.COPY, headers()));
    assertDoesNotThrow(
        () -> {
          CopyObject.requireChange("b", "other", self, Directive.COPY, headers());
          CopyObject.requireChange("b", "k", self, Directive.REPLACE, headers());
          CopyObject.requireChange(
              "b", "k", self, Directive.COPY, headers("x-amz-server-side-encryption", "AES256"));
        });
  }

  @Test
  void refusesUnknownDirectives() {
    assertEquals(Directive.COPY, Directive.of(headers()));
    assertRefused(
        S3Error.InvalidArgument, () -> Directive.of(headers("x-amz-metadata-directive", "copy")));
  }

  @Test
  void readsTheSourceOfARename() {
    for (var source : new String[] {"a/b%20c", "/a/b%20c"}) {
      var rename = RenameObject.rename(DIRECTORY, "new", headers("x-amz-rename-source", source));
      assertEquals("a/b c", rename.sourceKey());
    }
    assertRefused(S3Error.InvalidArgument, () -> RenameObject.rename(DIRECTORY, "new", headers()));
    assertRefused(
        S3Error.NotImplemented,
        () -> RenameObject.rename(GENERAL, "new", headers("x-amz-rename-source", "a")));
    for (var token : new String[] {"", "x".repeat(65), "tab\t", "é"}) {
      assertRefused(
          S3Error.InvalidArgument,
          () ->
              RenameObject.rename(
                  DIRECTORY,
                  "new",
                  headers("x-amz-rename-source", "a", "x-amz-client-token", token)));
    }
  }
}
