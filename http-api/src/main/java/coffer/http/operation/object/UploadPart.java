package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.checksum.DeclaredChecksums;
import coffer.http.encryption.EncryptionDecider;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Objects.EtagRule;
import coffer.http.object.Uploads;
import coffer.http.object.Uploads.Part;
import coffer.http.object.Uploads.Upload;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.Bodies;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** UploadPart: one part of an upload in progress, under the upload's own encryption. */
public final class UploadPart implements S3Operation {
  private final Access access;
  private final EncryptionDecider encryption;
  private final Uploads uploads;

  public UploadPart(Access access, EncryptionDecider encryption, Uploads uploads) {
    this.access = access;
    this.encryption = encryption;
    this.uploads = uploads;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:PutObject", Need.WRITE)
        .thenCompose(bucket -> store(call, bucket));
  }

  private CompletionStage<S3Response> store(S3Call call, Bucket bucket) {
    var request = call.request();
    var key = Keys.of(request);
    var number = UploadRequest.partNumber(request.query());
    var id = UploadRequest.uploadId(request.query());
    Unsupported.contentMd5(bucket, request.headers());
    encryption.forPart(bucket, request.headers());
    return uploads
        .find(bucket, key, id)
        .thenCompose(
            found -> {
              var upload = found.orElseThrow(() -> UploadRequest.noSuchUpload(id));
              requireSame(
                  upload.checksumAlgorithm(), DeclaredChecksums.of(request.headers()).algorithm());
              var body =
                  LimitedBody.of(
                      Bodies.open(
                          call, upload.etagRule() == EtagRule.MD5, upload.checksumAlgorithm()));
              return uploads
                  .putPart(bucket, upload, number, body, call.caller().principal())
                  .thenApply(part -> response(upload, part));
            });
  }

  /** The parts' checksums must be able to make the whole one's. */
  static void requireSame(
      Optional<ChecksumAlgorithm> ofUpload, Optional<ChecksumAlgorithm> ofPart) {
    if (ofUpload.isPresent() && ofPart.isPresent() && ofUpload.get() != ofPart.get()) {
      throw new S3Exception(
          S3Error.InvalidRequest,
          "Checksum Type mismatch occurred, expected checksum Type: "
              + ofUpload.get().name().toLowerCase(Locale.ROOT)
              + ", actual checksum Type: "
              + ofPart.get().name().toLowerCase(Locale.ROOT));
    }
  }

  private static S3Response response(Upload upload, Part part) {
    var headers = Checksums.headers(part.checksum());
    headers.remove(Checksums.TYPE);
    return S3Response.empty(200)
        .with("ETag", EntityTags.quoted(part.etag()))
        .withAll(headers)
        .withAll(EncryptionDecider.describe(upload.encryption()));
  }
}
