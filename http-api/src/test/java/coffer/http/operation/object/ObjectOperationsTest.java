package coffer.http.operation.object;

import static coffer.http.operation.object.Fixtures.DIRECTORY;
import static coffer.http.operation.object.Fixtures.GENERAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.bucket.Bucket;
import coffer.http.encryption.EncryptionDecider;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.identity.Permissions;
import coffer.http.operation.Access;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.session.Caller;
import coffer.http.sigv4.PayloadSigning;
import coffer.http.wire.Entity;
import coffer.http.wire.S3Request;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlElement;
import coffer.kms.policy.PolicyDocument;
import coffer.kms.policy.Principal;
import coffer.kms.service.S3Keys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Whole operations, from a verified call to the answer, over stores in memory. */
class ObjectOperationsTest {
  private static final String HELLO_MD5 = "5d41402abc4b2a76b9719d911017c592";

  private static final ActorSystem SYSTEM = ActorSystem.create("test");
  private static final Materializer MATERIALIZER = SystemMaterializer.get(SYSTEM).materializer();

  /** JUnit makes one instance of the class for each test. */
  private final ObjectOperations operations = fresh();

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  private static ObjectOperations fresh() {
    var clock = Clock.fixed(Fixtures.MODIFIED, ZoneOffset.UTC);
    return ObjectOperations.of(
        new Access(new FakeBuckets(), new Permissions(), clock),
        new EncryptionDecider(new NoKeys()),
        new FakeObjects(MATERIALIZER),
        new FakeUploads(MATERIALIZER),
        clock);
  }

  /** No bucket here asks for KMS. */
  private static final class NoKeys implements S3Keys {
    @Override
    public CompletionStage<String> usable(
        String keyId, Principal caller, Set<String> actions, Map<String, String> context) {
      return CompletableFuture.failedStage(new IllegalStateException("no KMS here"));
    }

    @Override
    public CompletionStage<String> managed(String account) {
      return CompletableFuture.failedStage(new IllegalStateException("no KMS here"));
    }
  }

  @Test
  void storesAndReads() {
    var put = put(GENERAL, "a", "hello", "x-amz-meta-a", "b");
    assertEquals(200, put.status());
    assertEquals('"' + HELLO_MD5 + '"', put.headers().get("ETag"));
    assertTrue(put.headers().containsKey("x-amz-checksum-crc64nvme"));
    assertEquals("AES256", put.headers().get("x-amz-server-side-encryption"));

    var get = run(operations.getObject(), call(GENERAL, "GET", "a", "", ""));
    assertEquals(200, get.status());
    assertEquals("hello", text(get));
    assertEquals("b", get.headers().get("x-amz-meta-a"));
    assertFalse(get.headers().containsKey("x-amz-checksum-crc64nvme"));
  }

  @Test
  void readsRangesWithoutTheChecksumOfTheWhole() {
    put(DIRECTORY, "a", "hello");
    var range =
        run(
            operations.getObject(),
            call(
                DIRECTORY,
                "GET",
                "a",
                "",
                "",
                "range",
                "bytes=1-3",
                "x-amz-checksum-mode",
                "ENABLED"));
    assertEquals(206, range.status());
    assertEquals("ell", text(range));
    assertEquals("bytes 1-3/5", range.headers().get("Content-Range"));
    assertFalse(range.headers().containsKey("x-amz-checksum-type"));
    var head =
        run(
            operations.headObject(),
            call(DIRECTORY, "HEAD", "a", "", "", "x-amz-checksum-mode", "ENABLED"));
    assertEquals(new S3Response.LengthOnly(5), head.content());
    assertEquals("FULL_OBJECT", head.headers().get("x-amz-checksum-type"));
    assertEquals("EXPRESS_ONEZONE", head.headers().get("x-amz-storage-class"));
  }

  @Test
  void answersConditions() {
    put(GENERAL, "a", "hello");
    var notModified =
        run(operations.getObject(), call(GENERAL, "GET", "a", "", "", "if-none-match", HELLO_MD5));
    assertEquals(304, notModified.status());
    assertEquals('"' + HELLO_MD5 + '"', notModified.headers().get("ETag"));
    assertRefused(
        S3Error.PreconditionFailed,
        operations.headObject(),
        call(GENERAL, "HEAD", "a", "", "", "if-match", "other"));
    assertRefused(
        S3Error.PreconditionFailed,
        operations.putObject(),
        call(GENERAL, "PUT", "a", "", "again", "if-none-match", "*"));
    assertRefused(S3Error.NoSuchKey, operations.getObject(), call(GENERAL, "GET", "none", "", ""));
  }

  @Test
  void readsTheFirstPartOfWhatHasNone() {
    put(GENERAL, "a", "hello");
    var part = run(operations.getObject(), call(GENERAL, "GET", "a", "partNumber=1", ""));
    assertEquals(206, part.status());
    assertRefused(
        S3Error.InvalidPartNumber,
        operations.getObject(),
        call(GENERAL, "GET", "a", "partNumber=2", ""));
    assertRefused(
        S3Error.InvalidArgument,
        operations.getObject(),
        call(GENERAL, "GET", "a", "partNumber=0", ""));
  }

  @Test
  void appends() {
    put(DIRECTORY, "a", "hel", "x-amz-write-offset-bytes", "0");
    var appended = put(DIRECTORY, "a", "lo", "x-amz-write-offset-bytes", "3");
    assertEquals("5", appended.headers().get("x-amz-object-size"));
    assertRefused(
        S3Error.InvalidWriteOffset,
        operations.putObject(),
        call(DIRECTORY, "PUT", "a", "", "x", "x-amz-write-offset-bytes", "3"));
    assertRefused(
        S3Error.InvalidRequest,
        operations.putObject(),
        call(DIRECTORY, "PUT", "a", "", "", "x-amz-write-offset-bytes", "5"));
  }

  @Test
  void refusesTooMuchBeforeReadingIt() {
    assertRefused(
        S3Error.EntityTooLarge,
        operations.putObject(),
        call(GENERAL, "PUT", "a", "", OptionalLong.of((5L << 30) + 1), unread()));
  }

  @Test
  void copiesUnderBothPermissions() {
    put(GENERAL, "a", "hello", "content-type", "text/plain");
    var copied =
        run(
            operations.copyObject(),
            call(DIRECTORY, "PUT", "b", "", "", "x-amz-copy-source", "demo/a"));
    var result = XmlElement.parse(whole(copied), "CopyObjectResult");
    assertEquals(Optional.of("\"opaque\""), result.childText("ETag"));
    var get = run(operations.getObject(), call(DIRECTORY, "GET", "b", "", ""));
    assertEquals("hello", text(get));
    assertEquals("text/plain", get.headers().get("Content-Type"));
    assertRefused(
        S3Error.NoSuchBucket,
        operations.copyObject(),
        call(GENERAL, "PUT", "b", "", "", "x-amz-copy-source", "other/a"));
    assertRefused(
        S3Error.InvalidArgument,
        operations.copyObject(),
        call(GENERAL, "PUT", "b", "", "", "x-amz-copy-source", ""));
    assertRefused(
        S3Error.PreconditionFailed,
        operations.copyObject(),
        call(
            GENERAL,
            "PUT",
            "b",
            "",
            "",
            "x-amz-copy-source",
            "demo/a",
            "x-amz-copy-source-if-match",
            "other"));
  }

  @Test
  void deletesManyAndReportsEach() {
    put(GENERAL, "a", "1");
    put(GENERAL, "b", "2");
    var body =
        "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key><Size>1</Size></Object>"
            + "<Object><Key>gone</Key></Object></Delete>";
    var answer =
        run(
            operations.deleteObjects(),
            call(GENERAL, "POST", "", "delete=", body, "content-md5", md5Base64(body)));
    var result = XmlElement.parse(whole(answer), "DeleteResult");
    assertEquals(
        List.of(Optional.of("a"), Optional.of("gone")),
        result.children("Deleted").stream().map(deleted -> deleted.childText("Key")).toList());
    assertEquals(
        List.of(Optional.of("NotImplemented")),
        result.children("Error").stream().map(error -> error.childText("Code")).toList());
    assertRefused(S3Error.NoSuchKey, operations.getObject(), call(GENERAL, "GET", "a", "", ""));
    assertEquals(
        204, run(operations.deleteObject(), call(GENERAL, "DELETE", "a", "", "")).status());
  }

  @Test
  void renames() {
    put(DIRECTORY, "a", "hello");
    var renamed =
        run(
            operations.renameObject(),
            call(DIRECTORY, "PUT", "b", "renameObject=", "", "x-amz-rename-source", "/a"));
    assertEquals(200, renamed.status());
    assertEquals("hello", text(run(operations.getObject(), call(DIRECTORY, "GET", "b", "", ""))));
  }

  @Test
  void lists() {
    put(GENERAL, "a", "1");
    put(GENERAL, "b", "2");
    var first =
        XmlElement.parse(
            whole(
                run(
                    operations.listObjectsV2(),
                    call(GENERAL, "GET", "", "list-type=2&max-keys=1", ""))),
            "ListBucketResult");
    assertEquals(Optional.of("a"), first.child("Contents").orElseThrow().childText("Key"));
    var token = first.childText("NextContinuationToken").orElseThrow();
    var second =
        XmlElement.parse(
            whole(
                run(
                    operations.listObjectsV2(),
                    call(GENERAL, "GET", "", "continuation-token=" + token, ""))),
            "ListBucketResult");
    assertEquals(Optional.of("b"), second.child("Contents").orElseThrow().childText("Key"));
    assertEquals(Optional.of("false"), second.childText("IsTruncated"));
    assertRefused(
        S3Error.NotImplemented, operations.listObjects(), call(DIRECTORY, "GET", "", "", ""));
  }

  @Test
  void uploadsInPartsAndRepeatsTheAnswerOfAComplete() {
    var created =
        run(
            operations.createMultipartUpload(),
            call(DIRECTORY, "POST", "a", "uploads=", "", "x-amz-checksum-algorithm", "CRC32"));
    assertEquals("COMPOSITE", created.headers().get("x-amz-checksum-type"));
    var id =
        XmlElement.parse(whole(created), "InitiateMultipartUploadResult")
            .childText("UploadId")
            .orElseThrow();
    var part =
        run(
            operations.uploadPart(),
            call(DIRECTORY, "PUT", "a", "partNumber=1&uploadId=" + id, "hello"));
    assertEquals("NhCmhg==", part.headers().get("x-amz-checksum-crc32"));
    assertRefused(
        S3Error.InvalidRequest,
        operations.uploadPart(),
        call(
            DIRECTORY,
            "PUT",
            "a",
            "partNumber=2&uploadId=" + id,
            "hello",
            "x-amz-checksum-sha1",
            "qvTGHdzF6KLavt4PO0gs2a6pQ00="));
    assertRefused(
        S3Error.NoSuchUpload,
        operations.uploadPart(),
        call(DIRECTORY, "PUT", "other", "partNumber=2&uploadId=" + id, "hello"));
    var parts =
        XmlElement.parse(
            whole(run(operations.listParts(), call(DIRECTORY, "GET", "a", "uploadId=" + id, ""))),
            "ListPartsResult");
    assertEquals(1, parts.children("Part").size());

    var body =
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"opaque\"</ETag></Part>"
            + "</CompleteMultipartUpload>";
    for (var attempt = 0; attempt < 2; attempt++) {
      var completed =
          run(
              operations.completeMultipartUpload(),
              call(
                  DIRECTORY,
                  "POST",
                  "a",
                  "uploadId=" + id,
                  body,
                  "x-amz-checksum-crc32",
                  "NhCmhg=="));
      assertEquals(
          Optional.of("\"abc\""),
          XmlElement.parse(whole(completed), "CompleteMultipartUploadResult").childText("ETag"));
    }
    assertRefused(
        S3Error.NoSuchUpload,
        operations.abortMultipartUpload(),
        call(DIRECTORY, "DELETE", "a", "uploadId=" + id, ""));
  }

  @Test
  void tellsAttributes() {
    put(GENERAL, "a", "hello");
    var answer =
        run(
            operations.getObjectAttributes(),
            call(
                GENERAL,
                "GET",
                "a",
                "attributes=",
                "",
                "x-amz-object-attributes",
                "ETag,ObjectSize,Checksum,StorageClass,ObjectParts"));
    var root = XmlElement.parse(whole(answer), "GetObjectAttributesResponse");
    assertEquals(Optional.of(HELLO_MD5), root.childText("ETag"));
    assertEquals(Optional.of("5"), root.childText("ObjectSize"));
    assertEquals(Optional.of("STANDARD"), root.childText("StorageClass"));
    assertTrue(root.child("Checksum").isPresent());
    assertFalse(root.child("ObjectParts").isPresent());
    assertRefused(
        S3Error.InvalidArgument,
        operations.getObjectAttributes(),
        call(GENERAL, "GET", "a", "attributes=", "", "x-amz-object-attributes", "Etag"));
  }

  @Test
  void asksPermissionFirst() {
    var stranger =
        new Principal(Principal.Type.USER, Fixtures.ACCOUNT, "arn:x", "x", "x", List.of());
    var call = call(GENERAL, "PUT", "a", "", OptionalLong.of(1), unread(), "range", "nonsense");
    assertRefused(
        S3Error.AccessDenied,
        operations.putObject(),
        new S3Call(call.request(), new Caller.Iam(stranger, "AKID", "s3"), call.payload()));
  }

  @Test
  void hidesWhichKeysExistFromThoseWhoMayNotList() {
    var policy =
        PolicyDocument.parse(
            """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::demo/*"}]}
            """);
    var reader =
        new Principal(Principal.Type.USER, Fixtures.ACCOUNT, "arn:x", "x", "x", List.of(policy));
    put(GENERAL, "a", "hello");
    assertEquals("hello", text(run(operations.getObject(), as(reader, "a"))));
    assertRefused(S3Error.AccessDenied, operations.getObject(), as(reader, "none"));
  }

  private static S3Call as(Principal principal, String key) {
    var call = call(GENERAL, "GET", key, "", "");
    return new S3Call(call.request(), new Caller.Iam(principal, "AKID", "s3"), call.payload());
  }

  private S3Response put(Bucket bucket, String key, String body, String... headers) {
    return run(operations.putObject(), call(bucket, "PUT", key, "", body, headers));
  }

  private static S3Call call(
      Bucket bucket, String method, String key, String query, String body, String... headers) {
    var bytes = ByteString.fromString(body);
    return call(
        bucket, method, key, query, OptionalLong.of(bytes.size()), Source.single(bytes), headers);
  }

  private static S3Call call(
      Bucket bucket,
      String method,
      String key,
      String query,
      OptionalLong length,
      Source<ByteString, ?> body,
      String... headers) {
    var parameters =
        query.isEmpty()
            ? new String[0]
            : query.replace("&", "=").split("=", query.split("&", -1).length * 2);
    return new S3Call(
        new S3Request(
            method,
            "/" + bucket.name() + "/" + key,
            query,
            Fixtures.query(parameters),
            Fixtures.headers(headers),
            Optional.of(bucket.name()),
            key.isEmpty() ? Optional.empty() : Optional.of(key),
            length,
            new Entity.Flowing(body, MATERIALIZER),
            "127.0.0.1",
            false,
            "request"),
        new Caller.Iam(Principal.root(Fixtures.ACCOUNT), "AKID", "s3"),
        new PayloadSigning.Unsigned());
  }

  private static Source<ByteString, ?> unread() {
    return Source.failed(new AssertionError("the body was read"));
  }

  private static S3Response run(S3Operation operation, S3Call call) {
    return operation.handle(call).toCompletableFuture().join();
  }

  private static void assertRefused(S3Error expected, S3Operation operation, S3Call call) {
    var failure = assertThrows(CompletionException.class, () -> run(operation, call));
    var refusal = assertInstanceOf(S3Exception.class, failure.getCause());
    assertEquals(expected, refusal.error(), refusal.getMessage());
  }

  private static byte[] whole(S3Response response) {
    return assertInstanceOf(S3Response.Whole.class, response.content()).bytes();
  }

  private static String text(S3Response response) {
    if (response.content() instanceof S3Response.Whole(var bytes)) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    return assertInstanceOf(S3Response.Streamed.class, response.content())
        .bytes()
        .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), MATERIALIZER)
        .toCompletableFuture()
        .join()
        .utf8String();
  }

  private static String md5Base64(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
