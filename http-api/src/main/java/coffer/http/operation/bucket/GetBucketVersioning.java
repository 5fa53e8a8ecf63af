package coffer.http.operation.bucket;

import coffer.http.operation.Access;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlWriter;
import java.util.concurrent.CompletionStage;

/**
 * <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html">GetBucketVersioning</a>
 * of a general purpose bucket. Without a status: versioning has never been enabled.
 */
public final class GetBucketVersioning implements S3Operation {
  private final Access access;

  public GetBucketVersioning(Access access) {
    this.access = access;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorizeControl(call, "GetBucketVersioning")
        .thenApply(
            bucket -> S3Response.xml(200, XmlWriter.document("VersioningConfiguration").bytes()));
  }
}
