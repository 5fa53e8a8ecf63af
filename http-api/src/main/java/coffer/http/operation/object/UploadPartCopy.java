package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.encryption.EncryptionDecider;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects;
import coffer.http.object.Objects.EtagRule;
import coffer.http.object.Objects.Handle;
import coffer.http.object.Uploads;
import coffer.http.object.Uploads.Part;
import coffer.http.object.Uploads.Upload;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.Bodies;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.Headers;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlWriter;
import java.util.concurrent.CompletionStage;

/** UploadPartCopy: a part whose bytes are those of an object, or of a range of one. */
public final class UploadPartCopy implements S3Operation {
  static final String RANGE = "x-amz-copy-source-range";

  private final Access access;
  private final EncryptionDecider encryption;
  private final Uploads uploads;
  private final SourceRead sources;

  public UploadPartCopy(
      Access access, EncryptionDecider encryption, Objects objects, Uploads uploads) {
    this.access = access;
    this.encryption = encryption;
    this.uploads = uploads;
    this.sources = new SourceRead(access, objects);
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:PutObject", Need.WRITE)
        .thenCompose(bucket -> copy(call, bucket));
  }

  private CompletionStage<S3Response> copy(S3Call call, Bucket bucket) {
    var request = call.request();
    var headers = request.headers();
    var key = Keys.of(request);
    var number = UploadRequest.partNumber(request.query());
    var id = UploadRequest.uploadId(request.query());
    var source = CopySource.of(headers);
    encryption.forPart(bucket, headers);
    return sources
        .find(call, source)
        .thenCompose(
            handle ->
                uploads
                    .find(bucket, key, id)
                    .thenCompose(
                        found -> {
                          var upload = found.orElseThrow(() -> UploadRequest.noSuchUpload(id));
                          if (bucket.kind() == BucketKind.DIRECTORY) {
                            encryption.forPartCopy(bucket, upload.encryption(), headers);
                          }
                          return store(call, bucket, upload, number, handle);
                        }));
  }

  private CompletionStage<S3Response> store(
      S3Call call, Bucket bucket, Upload upload, int number, Handle source) {
    var slice = slice(call.request().headers(), source.info());
    var principal = call.caller().principal();
    return source
        .read(slice.from(), slice.length(), principal)
        .thenCompose(
            plaintext ->
                uploads.putPart(
                    bucket,
                    upload,
                    number,
                    Bodies.ofStored(
                        plaintext,
                        slice.length(),
                        upload.checksumAlgorithm(),
                        upload.etagRule() == EtagRule.MD5),
                    principal))
        .thenApply(part -> response(upload, part));
  }

  /** The range that is copied; all of the source without a header. */
  static ByteRange slice(Headers headers, ObjectInfo source) {
    var slice =
        headers
            .first(RANGE)
            .map(text -> ByteRange.ofCopy(text, source.size()))
            .orElse(new ByteRange(0, source.size()));
    if (slice.length() > LimitedBody.MAX_UPLOAD) {
      throw new S3Exception(
          S3Error.InvalidRequest,
          "The specified copy source is larger than the maximum allowable size for a copy source: "
              + LimitedBody.MAX_UPLOAD);
    }
    return slice;
  }

  private static S3Response response(Upload upload, Part part) {
    var xml = XmlWriter.document("CopyPartResult");
    xml.text("LastModified", HttpDates.xml(part.lastModified()));
    xml.text("ETag", EntityTags.quoted(part.etag()));
    Checksums.write(xml, part.checksum());
    return S3Response.xml(200, xml.bytes())
        .withAll(EncryptionDecider.describe(upload.encryption()));
  }
}
