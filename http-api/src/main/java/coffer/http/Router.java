package coffer.http;

import coffer.http.bucket.BucketKind;
import coffer.http.bucket.BucketNames;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.operation.S3Operation;
import coffer.http.operation.object.ObjectOperations;
import coffer.http.wire.S3Request;
import java.util.Map;

/**
 * Which operation a request is: method, bucket or key, subresource, and a few headers decide. What
 * is not an operation here is refused with NotImplemented or MethodNotAllowed.
 */
public final class Router {
  private final BucketOperations buckets;
  private final ObjectOperations objects;

  /**
   * @param operation its name in the S3 API
   */
  public record Route(String operation, S3Operation handler) {}

  public Router(BucketOperations buckets, ObjectOperations objects) {
    this.buckets = buckets;
    this.objects = objects;
  }

  /**
   * @param service the service of the credential scope; it alone tells ListDirectoryBuckets from
   *     ListBuckets
   */
  public Route route(S3Request request, String service) {
    if (request.bucket().isEmpty()) {
      return root(request, service);
    }
    var name = request.bucket().get();
    if (BucketNames.isAccessPoint(name)) {
      throw Subresources.unsupported("Access Points");
    }
    var kind = BucketNames.kindOf(name);
    return request.key().isPresent() ? object(request, kind) : bucket(request, kind);
  }

  private Route root(S3Request request, String service) {
    if (!request.method().equals("GET")) {
      throw notAllowed(request.method());
    }
    boolean control = request.headers().first("host").orElse("").startsWith("s3express-control");
    return service.equals("s3express") || control
        ? new Route("ListDirectoryBuckets", buckets.listDirectoryBuckets())
        : new Route("ListBuckets", buckets.listBuckets());
  }

  private Route bucket(S3Request request, BucketKind kind) {
    var subresource = Subresources.ofBucket(request.query()).orElse("");
    var route = request.method() + " " + subresource;
    return switch (route) {
      case "PUT " -> new Route("CreateBucket", buckets.createBucket());
      case "DELETE " -> new Route("DeleteBucket", buckets.deleteBucket());
      case "HEAD " -> new Route("HeadBucket", buckets.headBucket());
      case "GET " -> list(request);
      case "GET session" -> new Route("CreateSession", buckets.createSession());
      case "GET location" -> {
        requireGeneralPurpose(kind, "GetBucketLocation");
        yield new Route("GetBucketLocation", buckets.getBucketLocation());
      }
      case "GET versioning" -> {
        requireGeneralPurpose(kind, "Object Versioning");
        yield new Route("GetBucketVersioning", buckets.getBucketVersioning());
      }
      case "GET versions" -> {
        requireGeneralPurpose(kind, "Object Versioning");
        yield new Route("ListObjectVersions", objects.listObjectVersions());
      }
      case "PUT versioning" -> throw Subresources.unsupported("Object Versioning");
      case "PUT policy" -> new Route("PutBucketPolicy", buckets.putBucketPolicy());
      case "GET policy" -> new Route("GetBucketPolicy", buckets.getBucketPolicy());
      case "DELETE policy" -> new Route("DeleteBucketPolicy", buckets.deleteBucketPolicy());
      case "PUT encryption" -> new Route("PutBucketEncryption", buckets.putBucketEncryption());
      case "GET encryption" -> new Route("GetBucketEncryption", buckets.getBucketEncryption());
      case "DELETE encryption" ->
          new Route("DeleteBucketEncryption", buckets.deleteBucketEncryption());
      case "PUT lifecycle" ->
          new Route("PutBucketLifecycleConfiguration", buckets.putBucketLifecycleConfiguration());
      case "GET lifecycle" ->
          new Route("GetBucketLifecycleConfiguration", buckets.getBucketLifecycleConfiguration());
      case "DELETE lifecycle" ->
          new Route("DeleteBucketLifecycle", buckets.deleteBucketLifecycle());
      case "GET uploads" -> new Route("ListMultipartUploads", objects.listMultipartUploads());
      case "POST delete" -> new Route("DeleteObjects", objects.deleteObjects());
      case "POST " -> throw Subresources.unsupported("POST Object");
      default -> throw notAllowed(request.method());
    };
  }

  private Route list(S3Request request) {
    var type = request.query().first("list-type");
    if (type.isEmpty()) {
      return new Route("ListObjects", objects.listObjects());
    }
    if (!type.get().equals("2")) {
      throw new S3Exception(S3Error.InvalidArgument, "list-type must be 2.");
    }
    return new Route("ListObjectsV2", objects.listObjectsV2());
  }

  private Route object(S3Request request, BucketKind kind) {
    var subresource = Subresources.ofObject(request.query()).orElse("");
    boolean copy = request.headers().has("x-amz-copy-source");
    var route = request.method() + " " + subresource;
    return switch (route) {
      case "PUT " -> {
        if (request.query().has("partNumber")) {
          throw new S3Exception(S3Error.InvalidArgument, "A part needs an uploadId.");
        }
        yield copy
            ? new Route("CopyObject", objects.copyObject())
            : new Route("PutObject", objects.putObject());
      }
      case "GET " -> new Route("GetObject", objects.getObject());
      case "HEAD " -> new Route("HeadObject", objects.headObject());
      case "DELETE " -> new Route("DeleteObject", objects.deleteObject());
      case "GET attributes" -> new Route("GetObjectAttributes", objects.getObjectAttributes());
      case "PUT renameObject" -> {
        Subresources.requireDirectory(kind, "RenameObject");
        yield new Route("RenameObject", objects.renameObject());
      }
      case "POST uploads" -> new Route("CreateMultipartUpload", objects.createMultipartUpload());
      case "PUT uploadId" ->
          copy
              ? new Route("UploadPartCopy", objects.uploadPartCopy())
              : new Route("UploadPart", objects.uploadPart());
      case "POST uploadId" ->
          new Route("CompleteMultipartUpload", objects.completeMultipartUpload());
      case "DELETE uploadId" -> new Route("AbortMultipartUpload", objects.abortMultipartUpload());
      case "GET uploadId" -> new Route("ListParts", objects.listParts());
      default -> throw notAllowed(request.method());
    };
  }

  private static void requireGeneralPurpose(BucketKind kind, String feature) {
    if (kind != BucketKind.GENERAL_PURPOSE) {
      throw Subresources.unsupported(feature);
    }
  }

  private static S3Exception notAllowed(String method) {
    return new S3Exception(
        S3Error.MethodNotAllowed, S3Error.MethodNotAllowed.message(), Map.of("Method", method));
  }
}
