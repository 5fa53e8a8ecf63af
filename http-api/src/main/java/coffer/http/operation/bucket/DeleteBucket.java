package coffer.http.operation.bucket;

import coffer.http.bucket.Buckets;
import coffer.http.operation.Access;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import java.util.concurrent.CompletionStage;

/**
 * <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html">DeleteBucket</a>.
 */
public final class DeleteBucket implements S3Operation {
  private final Buckets buckets;
  private final Access access;

  public DeleteBucket(Buckets buckets, Access access) {
    this.buckets = buckets;
    this.access = access;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorizeControl(call, "DeleteBucket")
        .thenCompose(buckets::delete)
        .thenApply(deleted -> S3Response.empty(204));
  }
}
