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
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketLifecycle.html">DeleteBucketLifecycle</a>.
 * Succeeds without one, too.
 */
public final class DeleteBucketLifecycle implements S3Operation {
  private final BucketChange change;
  private final Access access;

  public DeleteBucketLifecycle(Buckets buckets, Access access) {
    this.change = new BucketChange(buckets);
    this.access = access;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorizeControl(call, "PutLifecycleConfiguration")
        .thenCompose(
            bucket ->
                change.apply(
                    bucket,
                    now -> CompletableFuture.completedFuture(now.withLifecycle(Optional.empty()))))
        .thenApply(stored -> S3Response.empty(204));
  }
}
