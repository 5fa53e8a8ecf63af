package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.encryption.EncryptionDecider;
import coffer.http.object.Uploads;
import coffer.http.object.Uploads.Upload;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlWriter;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** CreateMultipartUpload: fixes everything about the object to be but its bytes. */
public final class CreateMultipartUpload implements S3Operation {
  private final Access access;
  private final EncryptionDecider encryption;
  private final Uploads uploads;
  private final Clock clock;

  public CreateMultipartUpload(
      Access access, EncryptionDecider encryption, Uploads uploads, Clock clock) {
    this.access = access;
    this.encryption = encryption;
    this.uploads = uploads;
    this.clock = clock;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:PutObject", Need.WRITE)
        .thenCompose(bucket -> create(call, bucket));
  }

  private CompletionStage<S3Response> create(S3Call call, Bucket bucket) {
    var headers = call.request().headers();
    var key = Keys.of(call.request());
    Unsupported.check(bucket, headers);
    var kept = ObjectHeaders.ofRequest(bucket, headers);
    var algorithm = Checksums.algorithm(headers);
    var type = Checksums.uploadType(algorithm, Checksums.type(headers));
    var principal = call.caller().principal();
    return encryption
        .forWrite(bucket, key, call.caller(), headers)
        .thenCompose(
            how ->
                uploads.create(
                    bucket,
                    new Upload(
                        key,
                        "",
                        clock.instant(),
                        kept,
                        how,
                        EtagRules.of(bucket, how),
                        algorithm,
                        type,
                        principal.arn()),
                    principal))
        .thenApply(
            upload ->
                S3Response.xml(200, xml(bucket, upload))
                    .withAll(EncryptionDecider.describe(upload.encryption()))
                    .withAll(checksumHeaders(upload)));
  }

  private static byte[] xml(Bucket bucket, Upload upload) {
    return XmlWriter.document("InitiateMultipartUploadResult")
        .text("Bucket", bucket.name())
        .text("Key", upload.key())
        .text("UploadId", upload.uploadId())
        .bytes();
  }

  private static Map<String, String> checksumHeaders(Upload upload) {
    var headers = new LinkedHashMap<String, String>();
    upload.checksumAlgorithm().ifPresent(name -> headers.put(Checksums.ALGORITHM, name.name()));
    upload.checksumType().ifPresent(type -> headers.put(Checksums.TYPE, type.name()));
    return headers;
  }
}
