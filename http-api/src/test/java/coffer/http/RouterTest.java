package coffer.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.http.encryption.EncryptionDecider;
import coffer.http.error.S3Exception;
import coffer.http.fakes.FakeKeys;
import coffer.http.fakes.InMemoryBuckets;
import coffer.http.fakes.Samples;
import coffer.http.fakes.Unreachable;
import coffer.http.identity.Permissions;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.http.operation.Access;
import coffer.http.operation.bucket.BucketLocation;
import coffer.http.operation.object.ObjectOperations;
import coffer.http.session.SessionTickets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RouterTest {
  private final Router router = router();

  private static Router router() {
    var clock = Clock.fixed(Samples.NOW, ZoneOffset.UTC);
    var random = new SecureRandom();
    var buckets = new InMemoryBuckets();
    var access = new Access(buckets, new Permissions(), clock);
    var decider = new EncryptionDecider(new FakeKeys());
    return new Router(
        BucketOperations.of(
            buckets,
            access,
            decider,
            new SessionTickets(new byte[32], random, clock),
            false,
            clock,
            random,
            new BucketLocation("us-east-1", Set::of)),
        ObjectOperations.of(
            access, decider, Unreachable.of(Objects.class), Unreachable.of(Uploads.class), clock));
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /d--z--x-s3, CreateBucket",
    "PUT, /general, CreateBucket",
    "DELETE, /d--z--x-s3, DeleteBucket",
    "HEAD, /d--z--x-s3, HeadBucket",
    "GET, /d--z--x-s3?session, CreateSession",
    "GET, /general?location, GetBucketLocation",
    "GET, /general?versioning, GetBucketVersioning",
    "GET, /general?versions&prefix=a, ListObjectVersions",
    "PUT, /d--z--x-s3?policy, PutBucketPolicy",
    "GET, /d--z--x-s3?policy, GetBucketPolicy",
    "DELETE, /d--z--x-s3?policy, DeleteBucketPolicy",
    "PUT, /d--z--x-s3?encryption, PutBucketEncryption",
    "GET, /d--z--x-s3?encryption, GetBucketEncryption",
    "DELETE, /d--z--x-s3?encryption, DeleteBucketEncryption",
    "PUT, /d--z--x-s3?lifecycle, PutBucketLifecycleConfiguration",
    "GET, /d--z--x-s3?lifecycle, GetBucketLifecycleConfiguration",
    "DELETE, /d--z--x-s3?lifecycle, DeleteBucketLifecycle",
    "GET, /d--z--x-s3?list-type=2&prefix=a/, ListObjectsV2",
    "GET, /general?prefix=a, ListObjects",
    "GET, /d--z--x-s3?uploads, ListMultipartUploads",
    "POST, /d--z--x-s3?delete, DeleteObjects",
    "PUT, /d--z--x-s3/k?x-id=PutObject, PutObject",
    "GET, /d--z--x-s3/k?versionId=null, GetObject",
    "GET, /d--z--x-s3/k?partNumber=1, GetObject",
    "HEAD, /d--z--x-s3/k, HeadObject",
    "DELETE, /d--z--x-s3/k, DeleteObject",
    "GET, /d--z--x-s3/k?attributes, GetObjectAttributes",
    "PUT, /d--z--x-s3/k?renameObject, RenameObject",
    "POST, /d--z--x-s3/k?uploads, CreateMultipartUpload",
    "PUT, /d--z--x-s3/k?partNumber=1&uploadId=u, UploadPart",
    "POST, /d--z--x-s3/k?uploadId=u, CompleteMultipartUpload",
    "DELETE, /d--z--x-s3/k?uploadId=u, AbortMultipartUpload",
    "GET, /d--z--x-s3/k?uploadId=u, ListParts"
  })
  void routes(String method, String target, String operation) {
    var request = Samples.request(method, target, Map.of());
    assertEquals(operation, router.route(request, "s3express").operation());
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /d--z--x-s3?acl, NotImplemented",
    "PUT, /d--z--x-s3/k?acl, NotImplemented",
    "PUT, /d--z--x-s3/k?tagging, NotImplemented",
    "PUT, /d--z--x-s3/k?append, NotImplemented",
    "GET, /d--z--x-s3?versioning, NotImplemented",
    "GET, /d--z--x-s3?versions, NotImplemented",
    "PUT, /general?versioning, NotImplemented",
    "GET, /d--z--x-s3?metrics&id=x, NotImplemented",
    "GET, /d--z--x-s3?inventory, NotImplemented",
    "GET, /d--z--x-s3?location, NotImplemented",
    "PUT, /general/k?renameObject, NotImplemented",
    "POST, /general/k?select&select-type=2, NotImplemented",
    "POST, /general, NotImplemented",
    "GET, /d--z--xa-s3/k, NotImplemented",
    "PUT, /d--z--x-s3/k?uploadId=u&renameObject, InvalidArgument",
    "PUT, /d--z--x-s3/k?partNumber=1, InvalidArgument",
    "PATCH, /d--z--x-s3/k, MethodNotAllowed",
    "POST, /d--z--x-s3/k, MethodNotAllowed",
    "POST, /d--z--x-s3?policy, MethodNotAllowed",
    "PUT, /d--z--x-s3?session, MethodNotAllowed",
    "DELETE, /, MethodNotAllowed"
  })
  void refuses(String method, String target, String code) {
    var request = Samples.request(method, target, Map.of());
    var refused = assertThrows(S3Exception.class, () -> router.route(request, "s3express"));
    assertEquals(code, refused.error().code());
  }

  @Test
  void aCopySourceMakesACopy() {
    var copy = Map.of("x-amz-copy-source", "b/k");
    assertEquals(
        "CopyObject", router.route(Samples.request("PUT", "/general/k", copy), "s3").operation());
    assertEquals(
        "UploadPartCopy",
        router
            .route(Samples.request("PUT", "/general/k?partNumber=1&uploadId=u", copy), "s3")
            .operation());
  }

  @Test
  void theScopeTellsTheListsOfBucketsApart() {
    var root = Samples.request("GET", "/", Map.of());
    assertEquals("ListBuckets", router.route(root, "s3").operation());
    assertEquals("ListDirectoryBuckets", router.route(root, "s3express").operation());
  }
}
