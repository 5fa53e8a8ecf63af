package coffer.http.operation.object;

import static coffer.http.operation.object.Fixtures.DIRECTORY;
import static coffer.http.operation.object.Fixtures.GENERAL;
import static coffer.http.operation.object.Fixtures.assertRefused;
import static coffer.http.operation.object.Fixtures.headers;
import static coffer.http.operation.object.Fixtures.object;
import static coffer.http.operation.object.Fixtures.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.error.S3Error;
import coffer.http.operation.object.PutObject.Plan;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectHeadersTest {

  @Test
  void keepsAnAllowList() {
    var kept =
        ObjectHeaders.ofRequest(
            GENERAL,
            headers(
                "Content-Encoding", "aws-chunked, gzip",
                "Cache-Control", "no-store",
                "x-amz-meta-a", "1",
                "x-coffer-internal", "2",
                "Authorization", "3"));
    assertEquals(
        Map.of(
            "content-type", "binary/octet-stream",
            "content-encoding", "gzip",
            "cache-control", "no-store",
            "x-amz-meta-a", "1"),
        kept);
  }

  @Test
  void dropsAnEncodingThatIsOnlyOfTheTransfer() {
    var kept = ObjectHeaders.ofRequest(GENERAL, headers("Content-Encoding", "aws-chunked"));
    assertFalse(kept.containsKey("content-encoding"));
  }

  @Test
  void boundsUserMetadataInUtf8Bytes() {
    ObjectHeaders.ofRequest(GENERAL, headers("x-amz-meta-ab", "v".repeat(2046)));
    assertRefused(
        S3Error.MetadataTooLarge,
        () -> ObjectHeaders.ofRequest(GENERAL, headers("x-amz-meta-ab", "v".repeat(2047))));
    assertRefused(
        S3Error.MetadataTooLarge,
        () -> ObjectHeaders.ofRequest(GENERAL, headers("x-amz-meta-ab", "é".repeat(1024))));
  }

  @Test
  void letsNoValueSplitAResponse() {
    for (var name : new String[] {"x-amz-meta-a", "content-type", "cache-control"}) {
      assertRefused(
          S3Error.InvalidArgument,
          () -> ObjectHeaders.ofRequest(GENERAL, headers(name, "a\r\nSet-Cookie: b")));
    }
    assertRefused(
        S3Error.InvalidArgument,
        () -> ResponseHeaders.overrides(query("response-content-type", "a\nb")));
  }

  @ParameterizedTest
  @CsvSource({
    "x-amz-acl, private",
    "x-amz-grant-read, id=1",
    "x-amz-tagging, a=b",
    "x-amz-object-lock-mode, GOVERNANCE",
    "x-amz-website-redirect-location, /x",
    "content-md5, XrY7u+Ae7tCTyyK7j1rNww==",
  })
  void refusesFeaturesThatDirectoryBucketsLack(String name, String value) {
    var refusal =
        assertRefused(S3Error.NotImplemented, () -> Plan.of(DIRECTORY, "k", headers(name, value)));
    assertTrue(String.valueOf(refusal.getMessage()).startsWith("This bucket does not support "));
  }

  @Test
  void takesTheStorageClassesOfTheBucketsKind() {
    assertEquals(
        "STANDARD_IA",
        ObjectHeaders.ofRequest(GENERAL, headers("x-amz-storage-class", "STANDARD_IA"))
            .get("x-amz-storage-class"));
    ObjectHeaders.ofRequest(DIRECTORY, headers("x-amz-storage-class", "EXPRESS_ONEZONE"));
    assertRefused(
        S3Error.InvalidStorageClass,
        () -> ObjectHeaders.ofRequest(DIRECTORY, headers("x-amz-storage-class", "STANDARD")));
    assertRefused(
        S3Error.InvalidStorageClass,
        () -> ObjectHeaders.ofRequest(GENERAL, headers("x-amz-storage-class", "GLACIER")));
  }

  @Test
  void readsTheOffsetOfAnAppend() {
    assertEquals(
        OptionalLong.of(5),
        Plan.of(DIRECTORY, "k", headers("x-amz-write-offset-bytes", "5")).offset());
    assertEquals(OptionalLong.empty(), Plan.of(DIRECTORY, "k", headers()).offset());
    assertRefused(
        S3Error.InvalidArgument,
        () -> Plan.of(DIRECTORY, "k", headers("x-amz-write-offset-bytes", "-1")));
    assertRefused(
        S3Error.NotImplemented,
        () -> Plan.of(GENERAL, "k", headers("x-amz-write-offset-bytes", "0")));
    assertRefused(
        S3Error.InvalidRequest,
        () ->
            Plan.of(DIRECTORY, "k", headers("x-amz-write-offset-bytes", "5", "x-amz-meta-a", "b")));
  }

  @Test
  void tellsWhatWasKept() {
    var stored = Map.of("content-type", "text/plain", "x-amz-meta-a", "é");
    var told = ResponseHeaders.of(DIRECTORY, object("k", 1, stored));
    assertEquals("text/plain", told.get("Content-Type"));
    assertEquals("=?UTF-8?B?w6k=?=", told.get("x-amz-meta-a"));
    assertEquals("\"abc\"", told.get("ETag"));
    assertEquals("Sat, 21 Nov 2026 06:00:00 GMT", told.get("Last-Modified"));
    assertEquals("EXPRESS_ONEZONE", told.get("x-amz-storage-class"));
    assertEquals("AES256", told.get("x-amz-server-side-encryption"));
    assertFalse(
        ResponseHeaders.of(GENERAL, object("k", 1, stored)).containsKey("x-amz-storage-class"));
  }
}
