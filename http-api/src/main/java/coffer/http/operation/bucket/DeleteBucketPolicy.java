package coffer.http.operation.bucket;

import coffer.http.bucket.Buckets;
import coffer.http.operation.Access;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html">DeleteBucketPolicy</a>.
 * Succeeds without one, too.
 */
public final class DeleteBucketPolicy implements S3Operation {
  private final BucketChange change;
  private final Access access;

  public DeleteBucketPolicy(Buckets buckets, Access access) {
    this.change = new BucketChange(buckets);
    this.access = access;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorizeControl(call, "DeleteBucketPolicy")
        .thenCompose(
            bucket ->
                change.apply(
                    bucket,
                    now -> CompletableFuture.completedFuture(now.withPolicy(Optional.empty()))))
        .thenApply(stored -> S3Response.empty(204));
  }
}
