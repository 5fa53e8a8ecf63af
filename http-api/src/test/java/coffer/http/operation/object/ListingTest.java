package coffer.http.operation.object;

import static coffer.http.operation.object.Fixtures.DIRECTORY;
import static coffer.http.operation.object.Fixtures.GENERAL;
import static coffer.http.operation.object.Fixtures.assertRefused;
import static coffer.http.operation.object.Fixtures.object;
import static coffer.http.operation.object.Fixtures.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.error.S3Error;
import coffer.http.object.Objects.Listing;
import coffer.http.object.Uploads;
import coffer.http.operation.object.ListObjectsV2.Plan;
import coffer.http.wire.XmlElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {

  @Test
  void writesAPage() {
    var page =
        new Listing(List.of(object("a b", 3, Map.of())), List.of("dir/"), Optional.of("dir/"));
    var root =
        XmlElement.parse(
            ListingXml.version2(DIRECTORY, query("delimiter", "/"), page, 2, true),
            "ListBucketResult");
    assertEquals(Optional.of("2"), root.childText("KeyCount"));
    assertEquals(Optional.of("true"), root.childText("IsTruncated"));
    var contents = root.child("Contents").orElseThrow();
    assertEquals(Optional.of("a b"), contents.childText("Key"));
    assertEquals(Optional.of("\"abc\""), contents.childText("ETag"));
    assertEquals(Optional.of("2026-11-21T06:00:00.000Z"), contents.childText("LastModified"));
    assertEquals(Optional.of("EXPRESS_ONEZONE"), contents.childText("StorageClass"));
    assertTrue(contents.child("Owner").isPresent());
    assertEquals(
        Optional.of("dir/"), root.child("CommonPrefixes").orElseThrow().childText("Prefix"));
    var next = root.childText("NextContinuationToken").orElseThrow();
    assertEquals("dir/", Plan.of(DIRECTORY, query("continuation-token", next)).after());
  }

  @Test
  void encodesKeysThatXmlCannotHoldAlsoUnasked() {
    var page = new Listing(List.of(object("a\u0001/b+", 3, Map.of())), List.of(), Optional.empty());
    var root =
        XmlElement.parse(
            ListingXml.version2(GENERAL, query(), page, 1000, false), "ListBucketResult");
    assertEquals(Optional.of("url"), root.childText("EncodingType"));
    assertEquals(Optional.of("a%01/b%2B"), root.child("Contents").orElseThrow().childText("Key"));
  }

  @Test
  void repeatsTheMarkerOfVersionOneOnlyWithADelimiter() {
    var page = new Listing(List.of(object("a", 3, Map.of())), List.of(), Optional.of("a"));
    var plain =
        XmlElement.parse(ListingXml.version1(GENERAL, query(), page, 1), "ListBucketResult");
    assertFalse(plain.child("NextMarker").isPresent());
    var rolled =
        XmlElement.parse(
            ListingXml.version1(GENERAL, query("delimiter", "/"), page, 1), "ListBucketResult");
    assertEquals(Optional.of("a"), rolled.childText("NextMarker"));
  }

  @Test
  void listsEachObjectAsItsOnlyVersion() {
    var page = new Listing(List.of(object("a", 3, Map.of())), List.of(), Optional.of("a"));
    var root =
        XmlElement.parse(ListingXml.versions(GENERAL, query(), page, 1), "ListVersionsResult");
    var version = root.child("Version").orElseThrow();
    assertEquals(Optional.of("a"), version.childText("Key"));
    assertEquals(Optional.of("null"), version.childText("VersionId"));
    assertEquals(Optional.of("true"), version.childText("IsLatest"));
    assertEquals(Optional.of("a"), root.childText("NextKeyMarker"));
    assertEquals(Optional.of("null"), root.childText("NextVersionIdMarker"));
    var next = ListObjectVersions.plan(query("key-marker", "a", "version-id-marker", "null"));
    assertEquals("a", next.after());
    assertRefused(
        S3Error.InvalidArgument, () -> ListObjectVersions.plan(query("version-id-marker", "null")));
  }

  @Test
  void knowsOnlyPathsInDirectoryBuckets() {
    var refusal =
        assertRefused(S3Error.InvalidRequest, () -> Plan.of(DIRECTORY, query("prefix", "a")));
    assertEquals(
        "This bucket does not support a prefix that does not end in a delimiter. Specify a prefix"
            + " path ending with a delimiter and try again.",
        refusal.getMessage());
    assertRefused(S3Error.InvalidRequest, () -> Plan.of(DIRECTORY, query("delimiter", "-")));
    assertRefused(S3Error.NotImplemented, () -> Plan.of(DIRECTORY, query("start-after", "a")));
    assertEquals("a/", Plan.of(DIRECTORY, query("prefix", "a/", "delimiter", "/")).prefix());
    assertEquals("a", Plan.of(GENERAL, query("prefix", "a", "start-after", "b")).prefix());
  }

  @Test
  void boundsThePage() {
    assertEquals(1000, Plan.of(GENERAL, query()).maxKeys());
    assertEquals(0, Plan.of(GENERAL, query("max-keys", "0")).maxKeys());
    assertEquals(1000, Plan.of(GENERAL, query("max-keys", "2147483647")).maxKeys());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "2147483648", "99999999999999999999", "1 "})
  void refusesOtherPageSizes(String maxKeys) {
    assertRefused(S3Error.InvalidArgument, () -> Plan.of(GENERAL, query("max-keys", maxKeys)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "AA", "AQ", "Af8A"})
  void refusesTokensThatNoPageGave(String token) {
    assertRefused(
        S3Error.InvalidArgument, () -> Plan.of(GENERAL, query("continuation-token", token)));
  }

  @Test
  void refusesOtherEncodings() {
    assertRefused(
        S3Error.InvalidArgument, () -> Plan.of(GENERAL, query("encoding-type", "base64")));
  }

  @Test
  void pagesUploadsOfDirectoryBucketsByAnOpaqueMarker() {
    var page =
        new Uploads.Listing(List.of(), List.of(), Optional.of("k\0y"), Optional.of("upload-1"));
    var root =
        XmlElement.parse(
            ListMultipartUploads.xml(DIRECTORY, query(), page, 1), "ListMultipartUploadsResult");
    var marker = root.childText("NextKeyMarker").orElseThrow();
    assertFalse(root.child("NextUploadIdMarker").isPresent());
    var next = ListMultipartUploads.query(DIRECTORY, query("key-marker", marker));
    assertEquals("k\0y", next.afterKey());
    assertEquals("upload-1", next.afterUploadId());
    assertRefused(
        S3Error.NotImplemented,
        () -> ListMultipartUploads.query(DIRECTORY, query("upload-id-marker", "x")));
    var general =
        ListMultipartUploads.query(GENERAL, query("key-marker", "k", "upload-id-marker", "u"));
    assertEquals("u", general.afterUploadId());
  }
}
