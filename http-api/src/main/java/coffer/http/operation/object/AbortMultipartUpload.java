package coffer.http.operation.object;

import coffer.http.object.Uploads;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import java.util.concurrent.CompletionStage;

/** AbortMultipartUpload: ends an upload and drops its parts. */
public final class AbortMultipartUpload implements S3Operation {
  private final Access access;
  private final Uploads uploads;

  public AbortMultipartUpload(Access access, Uploads uploads) {
    this.access = access;
    this.uploads = uploads;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:AbortMultipartUpload", Need.WRITE)
        .thenCompose(
            bucket -> {
              var request = call.request();
              return uploads.abort(
                  bucket, Keys.of(request), UploadRequest.uploadId(request.query()));
            })
        .thenApply(done -> S3Response.empty(204));
  }
}
