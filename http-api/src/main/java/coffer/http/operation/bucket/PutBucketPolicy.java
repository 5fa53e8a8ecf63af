package coffer.http.operation.bucket;

import coffer.http.bucket.Buckets;
import coffer.http.operation.Access;
import coffer.http.operation.Bodies;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html">PutBucketPolicy</a>.
 */
public final class PutBucketPolicy implements S3Operation {
  private static final int BODY_BYTES_MAX = 64 * 1024;

  private final BucketChange change;
  private final Access access;

  public PutBucketPolicy(Buckets buckets, Access access) {
    this.change = new BucketChange(buckets);
    this.access = access;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorizeControl(call, "PutBucketPolicy")
        .thenCompose(
            bucket ->
                Bodies.whole(call, BODY_BYTES_MAX)
                    .thenCompose(
                        body -> {
                          var policy = BucketPolicyText.check(bucket, body);
                          return change.apply(
                              bucket,
                              now ->
                                  CompletableFuture.completedFuture(
                                      now.withPolicy(Optional.of(policy))));
                        }))
        .thenApply(stored -> S3Response.empty(204));
  }
}
