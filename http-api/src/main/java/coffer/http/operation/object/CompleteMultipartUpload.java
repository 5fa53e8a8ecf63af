package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.checksum.Checksum;
import coffer.http.encryption.EncryptionDecider;
import coffer.http.encryption.ObjectEncryption;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Uploads;
import coffer.http.object.Uploads.Complete;
import coffer.http.object.Uploads.ListedPart;
import coffer.http.object.Uploads.Upload;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.Bodies;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.Headers;
import coffer.http.wire.S3Request;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** CompleteMultipartUpload: makes the object of its parts, or changes nothing. */
public final class CompleteMultipartUpload implements S3Operation {
  static final String OBJECT_SIZE = "x-amz-mp-object-size";

  private static final int MAX_BODY_BYTES = 2 << 20;

  private final Access access;
  private final Uploads uploads;

  public CompleteMultipartUpload(Access access, Uploads uploads) {
    this.access = access;
    this.uploads = uploads;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:PutObject", Need.WRITE)
        .thenCompose(bucket -> complete(call, bucket));
  }

  private CompletionStage<S3Response> complete(S3Call call, Bucket bucket) {
    var request = call.request();
    var headers = request.headers();
    var key = Keys.of(request);
    var id = UploadRequest.uploadId(request.query());
    var condition = WriteConditions.ofPut(headers);
    var size = size(headers);
    return Bodies.whole(withoutObjectChecksums(call), MAX_BODY_BYTES)
        .thenApply(CompleteRequest::parse)
        .thenCompose(
            parts ->
                uploads
                    .find(bucket, key, id)
                    .thenCompose(
                        found -> {
                          found.ifPresent(upload -> requireSameType(upload, headers));
                          var upload = found.orElseGet(() -> ended(bucket, key, id));
                          requireAlgorithm(upload, parts);
                          return uploads.complete(
                              new Complete(
                                  bucket,
                                  upload,
                                  parts,
                                  Checksums.ofWhole(headers, upload.checksumType()),
                                  size,
                                  condition,
                                  bucket.kind() == BucketKind.DIRECTORY));
                        }))
        .thenApply(info -> response(request, bucket, info));
  }

  private static OptionalLong size(Headers headers) {
    var text = headers.first(OBJECT_SIZE);
    return text.isPresent()
        ? OptionalLong.of(Numbers.atLeastZero(OBJECT_SIZE, text.get()))
        : OptionalLong.empty();
  }

  /**
   * An upload that is not there may have been completed by an earlier attempt of the same client,
   * whose answer was lost. Only the store knows; it is asked by the upload's id, and looks at
   * nothing else of this record.
   */
  private static Upload ended(Bucket bucket, String key, String id) {
    return new Upload(
        key,
        id,
        Instant.EPOCH,
        Map.of(),
        ObjectEncryption.SSE_S3,
        EtagRules.of(bucket, ObjectEncryption.SSE_S3),
        Optional.empty(),
        Optional.empty(),
        "");
  }

  static void requireSameType(Upload upload, Headers headers) {
    var asked = Checksums.type(headers);
    if (asked.isPresent()
        && upload.checksumType().isPresent()
        && !asked.equals(upload.checksumType())) {
      throw new S3Exception(
          S3Error.InvalidRequest,
          "The upload was created using the "
              + upload.checksumType().get()
              + " checksum mode. The complete request must use the same checksum mode.");
    }
  }

  private static void requireAlgorithm(Upload upload, List<ListedPart> parts) {
    for (var part : parts) {
      UploadPart.requireSame(upload.checksumAlgorithm(), part.checksum().map(Checksum::algorithm));
    }
  }

  /** The checksums in the headers are the object's, not those of the list of parts. */
  static S3Call withoutObjectChecksums(S3Call call) {
    var request = call.request();
    var kept = new LinkedHashMap<>(request.headers().values());
    kept.keySet().removeIf(name -> name.startsWith("x-amz-checksum-"));
    if (!request.headers().has("x-amz-trailer")) {
      kept.remove("x-amz-sdk-checksum-algorithm");
    }
    return new S3Call(
        new S3Request(
            request.method(),
            request.rawPath(),
            request.rawQuery(),
            request.query(),
            new Headers(kept),
            request.bucket(),
            request.key(),
            request.contentLength(),
            request.entity(),
            request.remoteAddress(),
            request.tls(),
            request.requestId()),
        call.caller(),
        call.payload());
  }

  private static S3Response response(S3Request request, Bucket bucket, ObjectInfo info) {
    var location =
        (request.tls() ? "https://" : "http://")
            + request.headers().first("host").orElse("localhost")
            + request.rawPath();
    var xml = XmlWriter.document("CompleteMultipartUploadResult");
    xml.text("Location", location);
    xml.text("Bucket", bucket.name());
    xml.text("Key", info.key());
    xml.text("ETag", EntityTags.quoted(info.etag()));
    Checksums.writeWithType(xml, info.checksum());
    return S3Response.xml(200, xml.bytes()).withAll(EncryptionDecider.describe(info.encryption()));
  }
}
