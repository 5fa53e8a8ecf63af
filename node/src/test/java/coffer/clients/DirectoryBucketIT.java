package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Directory buckets through the AWS SDK for Java as it comes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DirectoryBucketIT {
  private static final int MIB = 1 << 20;

  private StartedServer server;
  private S3Client s3;
  private String bucket;

  @BeforeAll
  void start() throws Exception {
    server = StartedServer.start("--domain", "s3.coffer.test");
    s3 = server.s3();
    bucket = DirectoryBuckets.create(s3, "demo");
  }

  @AfterAll
  void stop() throws IOException {
    s3.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 16_000, 16_384, 65_535, 65_536, 65_537, 1_048_577, 9_000_001})
  void anObjectComesBackByteForByte(int length) {
    var content = Bytes.of(length, length);
    var key = "sizes/" + length;
    s3.putObject(
        b -> b.bucket(bucket).key(key).contentType("text/x-test; charset=utf-8"),
        RequestBody.fromBytes(content));
    var read = s3.getObjectAsBytes(b -> b.bucket(bucket).key(key));
    assertArrayEquals(content, read.asByteArray());
    assertEquals("text/x-test; charset=utf-8", read.response().contentType());
    assertEquals("AES256", read.response().serverSideEncryptionAsString());
    assertEquals(length, s3.headObject(b -> b.bucket(bucket).key(key)).contentLength());
  }

  @Test
  void theAsyncClientWorksInVirtualHostStyle() {
    try (var async = server.s3Async(server.endpoint("s3.coffer.test"))) {
      var name = DirectoryBuckets.name("vhost");
      async.createBucket(DirectoryBuckets.creation(name)).join();
      var content = Bytes.of(7, 3 * MIB);
      async
          .putObject(b -> b.bucket(name).key("a/b c+d%2F"), AsyncRequestBody.fromBytes(content))
          .join();
      var read =
          async
              .getObject(b -> b.bucket(name).key("a/b c+d%2F"), AsyncResponseTransformer.toBytes())
              .join();
      assertArrayEquals(content, read.asByteArray());
      async.deleteObject(b -> b.bucket(name).key("a/b c+d%2F")).join();
      async.deleteBucket(b -> b.bucket(name)).join();
    }
  }

  @Test
  void theSyncClientWorksInVirtualHostStyleForGeneralPurposeToo() {
    try (var client = server.s3(server.endpoint("s3.coffer.test"))) {
      client.createBucket(b -> b.bucket("vhost-general"));
      client.putObject(
          b -> b.bucket("vhost-general").key("k"), RequestBody.fromBytes(Bytes.of(1, 100)));
      assertArrayEquals(
          Bytes.of(1, 100),
          client.getObjectAsBytes(b -> b.bucket("vhost-general").key("k")).asByteArray());
    }
  }

  static Stream<ChecksumAlgorithm> checksumAlgorithms() {
    return Stream.of(
        ChecksumAlgorithm.CRC32,
        ChecksumAlgorithm.CRC32_C,
        ChecksumAlgorithm.SHA1,
        ChecksumAlgorithm.SHA256);
  }

  @ParameterizedTest
  @MethodSource("checksumAlgorithms")
  void eachChecksumIsKeptAndReturned(ChecksumAlgorithm algorithm) {
    var key = "checksums/" + algorithm;
    var put =
        s3.putObject(
            b -> b.bucket(bucket).key(key).checksumAlgorithm(algorithm),
            RequestBody.fromBytes(Bytes.of(3, 100_000)));
    var head = s3.headObject(b -> b.bucket(bucket).key(key).checksumMode(ChecksumMode.ENABLED));
    var values = new ArrayList<String>();
    values.add(put.checksumCRC32() + "|" + head.checksumCRC32());
    values.add(put.checksumCRC32C() + "|" + head.checksumCRC32C());
    values.add(put.checksumSHA1() + "|" + head.checksumSHA1());
    values.add(put.checksumSHA256() + "|" + head.checksumSHA256());
    assertEquals(
        1,
        values.stream()
            .filter(pair -> !pair.contains("null"))
            .filter(pair -> pair.split("\\|")[0].equals(pair.split("\\|")[1]))
            .count(),
        values.toString());
  }

  @Test
  void rangesGiveTheBytesAskedFor() {
    var content = Bytes.of(11, 300_000);
    s3.putObject(b -> b.bucket(bucket).key("ranges"), RequestBody.fromBytes(content));
    for (var range : List.of("0-0", "65535-65536", "131072-200000", "299999-299999", "0-299999")) {
      var from = Integer.parseInt(range.split("-")[0]);
      var to = Integer.parseInt(range.split("-")[1]);
      var read = s3.getObjectAsBytes(b -> b.bucket(bucket).key("ranges").range("bytes=" + range));
      assertArrayEquals(
          java.util.Arrays.copyOfRange(content, from, to + 1), read.asByteArray(), range);
      assertEquals("bytes " + range + "/300000", read.response().contentRange());
    }
    var tail = s3.getObjectAsBytes(b -> b.bucket(bucket).key("ranges").range("bytes=-10"));
    assertArrayEquals(java.util.Arrays.copyOfRange(content, 299_990, 300_000), tail.asByteArray());
    assertEquals(
        416,
        assertThrows(
                S3Exception.class,
                () -> s3.getObject(b -> b.bucket(bucket).key("ranges").range("bytes=300000-")))
            .statusCode());
  }

  @Test
  void aMultipartUploadBecomesOneObject() {
    var created =
        s3.createMultipartUpload(
            b -> b.bucket(bucket).key("big").checksumAlgorithm(ChecksumAlgorithm.CRC32));
    var id = created.uploadId();
    var parts = new ArrayList<CompletedPart>();
    var whole = new java.io.ByteArrayOutputStream();
    for (int number = 1; number <= 3; number++) {
      var content = Bytes.of(number, number < 3 ? 5 * MIB + number : 77_777);
      whole.writeBytes(content);
      int n = number;
      var part =
          s3.uploadPart(
              b ->
                  b.bucket(bucket)
                      .key("big")
                      .uploadId(id)
                      .partNumber(n)
                      .checksumAlgorithm(ChecksumAlgorithm.CRC32),
              RequestBody.fromBytes(content));
      parts.add(
          CompletedPart.builder()
              .partNumber(n)
              .eTag(part.eTag())
              .checksumCRC32(part.checksumCRC32())
              .build());
    }
    assertEquals(3, s3.listParts(b -> b.bucket(bucket).key("big").uploadId(id)).parts().size());
    assertEquals(1, s3.listMultipartUploads(b -> b.bucket(bucket)).uploads().size());
    s3.completeMultipartUpload(
        b -> b.bucket(bucket).key("big").uploadId(id).multipartUpload(m -> m.parts(parts)));
    assertArrayEquals(
        whole.toByteArray(), s3.getObjectAsBytes(b -> b.bucket(bucket).key("big")).asByteArray());
    var second = s3.getObjectAsBytes(b -> b.bucket(bucket).key("big").partNumber(2));
    assertArrayEquals(Bytes.of(2, 5 * MIB + 2), second.asByteArray());
    assertEquals(3, second.response().partsCount());
    var attributes =
        s3.getObjectAttributes(
            b ->
                b.bucket(bucket)
                    .key("big")
                    .objectAttributes(
                        ObjectAttributes.OBJECT_SIZE,
                        ObjectAttributes.OBJECT_PARTS,
                        ObjectAttributes.E_TAG));
    assertEquals(whole.size(), attributes.objectSize());
    assertEquals(3, attributes.objectParts().totalPartsCount());
  }

  @Test
  void anUploadTakesPartsFromOtherObjects() {
    s3.createBucket(b -> b.bucket("part-source"));
    var content = Bytes.of(21, 6 * MIB);
    for (var source : List.of("part-source", bucket)) {
      s3.putObject(b -> b.bucket(source).key("copied/source"), RequestBody.fromBytes(content));
      var id = s3.createMultipartUpload(b -> b.bucket(bucket).key("copied/parts")).uploadId();
      var parts = new ArrayList<CompletedPart>();
      for (var range : List.of("bytes=0-5242879", "bytes=5242880-6291455")) {
        int number = parts.size() + 1;
        var copied =
            s3.uploadPartCopy(
                b ->
                    b.sourceBucket(source)
                        .sourceKey("copied/source")
                        .copySourceRange(range)
                        .destinationBucket(bucket)
                        .destinationKey("copied/parts")
                        .uploadId(id)
                        .partNumber(number));
        parts.add(
            CompletedPart.builder()
                .partNumber(number)
                .eTag(copied.copyPartResult().eTag())
                .build());
      }
      s3.completeMultipartUpload(
          b ->
              b.bucket(bucket)
                  .key("copied/parts")
                  .uploadId(id)
                  .multipartUpload(m -> m.parts(parts)));
      assertArrayEquals(
          content, s3.getObjectAsBytes(b -> b.bucket(bucket).key("copied/parts")).asByteArray());
    }
  }

  @Test
  void partNumbersThatSkipAreRefused() {
    var id = s3.createMultipartUpload(b -> b.bucket(bucket).key("gap")).uploadId();
    var part =
        s3.uploadPart(
            b -> b.bucket(bucket).key("gap").uploadId(id).partNumber(2),
            RequestBody.fromBytes(Bytes.of(1, 10)));
    var refusal =
        assertThrows(
            S3Exception.class,
            () ->
                s3.completeMultipartUpload(
                    b ->
                        b.bucket(bucket)
                            .key("gap")
                            .uploadId(id)
                            .multipartUpload(
                                m ->
                                    m.parts(
                                        CompletedPart.builder()
                                            .partNumber(2)
                                            .eTag(part.eTag())
                                            .build()))));
    assertEquals(400, refusal.statusCode());
    s3.abortMultipartUpload(b -> b.bucket(bucket).key("gap").uploadId(id));
  }

  @Test
  void appendGrowsAnObject() {
    s3.putObject(
        b -> b.bucket(bucket).key("log").writeOffsetBytes(0L),
        RequestBody.fromBytes(Bytes.of(1, 1000)));
    var grown =
        s3.putObject(
            b -> b.bucket(bucket).key("log").writeOffsetBytes(1000L),
            RequestBody.fromBytes(Bytes.of(2, 70_000)));
    assertEquals(71_000, grown.size());
    var whole = new byte[71_000];
    System.arraycopy(Bytes.of(1, 1000), 0, whole, 0, 1000);
    System.arraycopy(Bytes.of(2, 70_000), 0, whole, 1000, 70_000);
    assertArrayEquals(whole, s3.getObjectAsBytes(b -> b.bucket(bucket).key("log")).asByteArray());
    var refusal =
        assertThrows(
            S3Exception.class,
            () ->
                s3.putObject(
                    b -> b.bucket(bucket).key("log").writeOffsetBytes(5L),
                    RequestBody.fromString("x")));
    assertEquals("InvalidWriteOffset", refusal.awsErrorDetails().errorCode());
  }

  @Test
  void listingFollowsTheRulesOfDirectoryBuckets() {
    var name = DirectoryBuckets.create(s3, "listing");
    for (var key : List.of("a/1", "a/2", "a/b/3", "c", "d/4")) {
      s3.putObject(b -> b.bucket(name).key(key), RequestBody.fromString(key));
    }
    var top = s3.listObjectsV2(b -> b.bucket(name).delimiter("/"));
    assertEquals(List.of("c"), top.contents().stream().map(S3Object::key).toList());
    assertEquals(List.of("a/", "d/"), top.commonPrefixes().stream().map(p -> p.prefix()).toList());
    var keys = new ArrayList<String>();
    s3.listObjectsV2Paginator(b -> b.bucket(name).maxKeys(2))
        .contents()
        .forEach(object -> keys.add(object.key()));
    assertEquals(List.of("a/1", "a/2", "a/b/3", "c", "d/4"), keys);
    var refusal =
        assertThrows(S3Exception.class, () -> s3.listObjectsV2(b -> b.bucket(name).prefix("a")));
    assertEquals("InvalidRequest", refusal.awsErrorDetails().errorCode());
    assertTrue(
        refusal
            .awsErrorDetails()
            .errorMessage()
            .startsWith("This bucket does not support a prefix"));
    assertEquals(
        409,
        assertThrows(S3Exception.class, () -> s3.deleteBucket(b -> b.bucket(name))).statusCode());
    s3.deleteObjects(
        b ->
            b.bucket(name)
                .delete(
                    d ->
                        d.objects(
                            Stream.of("a/1", "a/2", "a/b/3", "c", "d/4")
                                .map(key -> ObjectIdentifier.builder().key(key).build())
                                .toList())));
    s3.deleteBucket(b -> b.bucket(name));
    assertThrows(S3Exception.class, () -> s3.headBucket(b -> b.bucket(name)));
  }

  @Test
  void renameMovesAnObjectAndRefusesToOverwriteWhenAsked() {
    s3.putObject(b -> b.bucket(bucket).key("rename/from"), RequestBody.fromString("moved"));
    s3.putObject(b -> b.bucket(bucket).key("rename/taken"), RequestBody.fromString("taken"));
    var refusal =
        assertThrows(
            S3Exception.class,
            () ->
                s3.renameObject(
                    b ->
                        b.bucket(bucket)
                            .key("rename/taken")
                            .renameSource("rename/from")
                            .destinationIfNoneMatch("*")));
    assertEquals(412, refusal.statusCode());
    s3.renameObject(b -> b.bucket(bucket).key("rename/to").renameSource("rename/from"));
    assertEquals(
        "moved", s3.getObjectAsBytes(b -> b.bucket(bucket).key("rename/to")).asUtf8String());
    assertThrows(
        NoSuchKeyException.class, () -> s3.getObject(b -> b.bucket(bucket).key("rename/from")));
  }

  @Test
  void conditionalWritesAreDecidedOnce() {
    var first =
        s3.putObject(
            b -> b.bucket(bucket).key("cond").ifNoneMatch("*"), RequestBody.fromString("1"));
    assertEquals(
        412,
        assertThrows(
                S3Exception.class,
                () ->
                    s3.putObject(
                        b -> b.bucket(bucket).key("cond").ifNoneMatch("*"),
                        RequestBody.fromString("2")))
            .statusCode());
    var second =
        s3.putObject(
            b -> b.bucket(bucket).key("cond").ifMatch(first.eTag()), RequestBody.fromString("2"));
    assertNotEquals(first.eTag(), second.eTag());
    assertEquals(
        412,
        assertThrows(
                S3Exception.class,
                () -> s3.deleteObject(b -> b.bucket(bucket).key("cond").ifMatch(first.eTag())))
            .statusCode());
  }

  @Test
  void aCopyIsAnObjectOfItsOwn() {
    var content = Bytes.of(5, 200_000);
    s3.putObject(
        b -> b.bucket(bucket).key("copy/source").metadata(java.util.Map.of("colour", "blue")),
        RequestBody.fromBytes(content));
    s3.copyObject(
        b ->
            b.sourceBucket(bucket)
                .sourceKey("copy/source")
                .destinationBucket(bucket)
                .destinationKey("copy/target"));
    s3.deleteObject(b -> b.bucket(bucket).key("copy/source"));
    var read = s3.getObjectAsBytes(b -> b.bucket(bucket).key("copy/target"));
    assertArrayEquals(content, read.asByteArray());
    assertEquals("blue", read.response().metadata().get("colour"));
  }

  @Test
  void directoryBucketsAreListedApart() {
    try (var plain =
        S3Client.builder()
            .endpointOverride(server.endpoint())
            .region(Region.of(StartedServer.REGION))
            .credentialsProvider(StartedServer.credentials())
            // The SDK's session provider asks for a bucket name that this request does not have.
            .disableS3ExpressSessionAuth(true)
            .build()) {
      plain.createBucket(b -> b.bucket("general-one"));
      assertTrue(
          plain.listDirectoryBuckets(b -> b.maxDirectoryBuckets(100)).buckets().stream()
              .anyMatch(b -> b.name().equals(bucket)));
      assertTrue(
          plain.listBuckets().buckets().stream().noneMatch(b -> b.name().endsWith("--x-s3")));
    }
  }

  @Test
  void aGetOfNothingIsNoSuchKey() {
    assertThrows(
        NoSuchKeyException.class,
        () -> s3.getObject(GetObjectRequest.builder().bucket(bucket).key("nothing").build()));
  }
}
