package coffer.http.operation.object;

import static coffer.http.operation.object.Fixtures.assertRefused;
import static coffer.http.operation.object.Fixtures.headers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.checksum.Checksum;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.error.S3Error;
import coffer.http.object.Uploads.ListedPart;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The XML bodies of CompleteMultipartUpload and DeleteObjects. */
class BodiesXmlTest {

  @Test
  void readsPartsWithQuotesOrWithout() {
    var parts =
        complete(
            "<Part><PartNumber>1</PartNumber><ETag>&quot;a&quot;</ETag></Part>"
                + "<Part><ETag>b</ETag><PartNumber>3</PartNumber>"
                + "<ChecksumCRC32>NhCmhg==</ChecksumCRC32></Part>");
    assertEquals(
        List.of(
            new ListedPart(1, "a", Optional.empty()),
            new ListedPart(
                3,
                "b",
                Optional.of(
                    new Checksum(ChecksumAlgorithm.CRC32, Checksum.Type.FULL_OBJECT, "NhCmhg==")))),
        parts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<Part><PartNumber>1</PartNumber></Part>",
        "<Part><ETag>a</ETag></Part>",
        "<Part><PartNumber>1</PartNumber><ETag>a</ETag><Etag>b</Etag></Part>",
        "<Part><PartNumber>1</PartNumber><ETag>a</ETag><ETag>b</ETag></Part>",
        "<Part><PartNumber>1</PartNumber><ETag>a</ETag><ChecksumCRC32>?</ChecksumCRC32></Part>",
        "<part><PartNumber>1</PartNumber><ETag>a</ETag></part>",
      })
  void refusesWhatTheSchemaDoesNotHave(String parts) {
    assertRefused(S3Error.MalformedXML, () -> complete(parts));
  }

  @Test
  void refusesPartsOutOfOrderOrBeyondTheLimits() {
    assertRefused(S3Error.InvalidPartOrder, () -> complete(part(2) + part(1)));
    assertRefused(S3Error.InvalidPartOrder, () -> complete(part(2) + part(2)));
    assertRefused(S3Error.InvalidArgument, () -> complete(part(0)));
    assertRefused(S3Error.InvalidArgument, () -> complete(part(10_001)));
    assertRefused(S3Error.InvalidArgument, () -> complete(part(-1)));
    assertEquals(10_000, complete(parts(10_000)).size());
    assertRefused(S3Error.MalformedXML, () -> complete(parts(10_001)));
  }

  @Test
  void readsKeysToDelete() {
    var request =
        delete(
            "<Quiet>true</Quiet><Object><Key> a &amp; b </Key><ETag>\"x\"</ETag><Size>3</Size>"
                + "</Object><Object><Key>c</Key><VersionId>null</VersionId></Object>");
    assertTrue(request.quiet());
    assertEquals(" a & b ", request.entries().getFirst().key());
    assertEquals(Optional.of("3"), request.entries().getFirst().size());
    assertEquals(Optional.of("null"), request.entries().getLast().versionId());
    assertFalse(delete("<Object><Key>c</Key></Object>").quiet());
  }

  @Test
  void deletesAtMostAThousandKeys() {
    assertEquals(1000, delete("<Object><Key>c</Key></Object>".repeat(1000)).entries().size());
    assertRefused(S3Error.MalformedXML, () -> delete("<Object><Key>c</Key></Object>".repeat(1001)));
    assertRefused(S3Error.MalformedXML, () -> delete(""));
    assertRefused(S3Error.MalformedXML, () -> delete("<Object><Key></Key></Object>"));
    assertRefused(S3Error.MalformedXML, () -> delete("<Object><key>c</key></Object>"));
    assertRefused(S3Error.MalformedXML, () -> delete("<Objects><Key>c</Key></Objects>"));
  }

  @Test
  void demandsAChecksumOfTheKeys() {
    assertRefused(S3Error.InvalidRequest, () -> DeleteObjects.requireChecksum(headers()));
    DeleteObjects.requireChecksum(headers("x-amz-checksum-crc32", "NhCmhg=="));
    DeleteObjects.requireChecksum(headers("content-md5", "XrY7u+Ae7tCTyyK7j1rNww=="));
  }

  @Test
  void pairsAlgorithmsWithTypes() {
    var crc32 = Optional.of(ChecksumAlgorithm.CRC32);
    var sha256 = Optional.of(ChecksumAlgorithm.SHA256);
    var nvme = Optional.of(ChecksumAlgorithm.CRC64NVME);
    var full = Optional.of(Checksum.Type.FULL_OBJECT);
    var composite = Optional.of(Checksum.Type.COMPOSITE);
    assertEquals(composite, Checksums.uploadType(crc32, Optional.empty()));
    assertEquals(full, Checksums.uploadType(crc32, full));
    assertEquals(full, Checksums.uploadType(nvme, Optional.empty()));
    assertEquals(Optional.empty(), Checksums.uploadType(Optional.empty(), Optional.empty()));
    assertRefused(S3Error.InvalidRequest, () -> Checksums.uploadType(sha256, full));
    assertRefused(S3Error.InvalidRequest, () -> Checksums.uploadType(nvme, composite));
    assertRefused(S3Error.InvalidRequest, () -> Checksums.uploadType(Optional.empty(), full));
  }

  @Test
  void readsTheChecksumOfAWholeUpload() {
    assertEquals(
        Optional.of(new Checksum(ChecksumAlgorithm.CRC32, Checksum.Type.COMPOSITE, "NhCmhg==-2")),
        Checksums.ofWhole(headers("x-amz-checksum-crc32", "NhCmhg==-2"), Optional.empty()));
    assertRefused(
        S3Error.InvalidRequest,
        () -> Checksums.ofWhole(headers("x-amz-checksum-crc32", "no"), Optional.empty()));
  }

  private static List<ListedPart> complete(String parts) {
    return CompleteRequest.parse(
        ("<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>")
            .getBytes(StandardCharsets.UTF_8));
  }

  private static DeleteRequest delete(String content) {
    return DeleteRequest.parse(
        ("<Delete>" + content + "</Delete>").getBytes(StandardCharsets.UTF_8));
  }

  private static String parts(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(BodiesXmlTest::part)
        .collect(Collectors.joining());
  }

  private static String part(int number) {
    return "<Part><PartNumber>" + number + "</PartNumber><ETag>e</ETag></Part>";
  }
}
