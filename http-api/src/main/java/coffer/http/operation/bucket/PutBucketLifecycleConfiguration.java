package coffer.http.operation.bucket;

import coffer.http.bucket.Buckets;
import coffer.http.bucket.LifecycleConfiguration;
import coffer.http.operation.Access;
import coffer.http.operation.Bodies;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html">PutBucketLifecycleConfiguration</a>.
 * Expiration and the end of unfinished uploads; transitions are refused.
 */
public final class PutBucketLifecycleConfiguration implements S3Operation {
  private static final int BODY_BYTES_MAX = 1024 * 1024;

  private final BucketChange change;
  private final Access access;

  public PutBucketLifecycleConfiguration(Buckets buckets, Access access) {
    this.change = new BucketChange(buckets);
    this.access = access;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorizeControl(call, "PutLifecycleConfiguration")
        .thenCompose(
            bucket ->
                Bodies.whole(call, BODY_BYTES_MAX)
                    .thenCompose(
                        body -> {
                          var xml = new String(body, StandardCharsets.UTF_8);
                          LifecycleConfiguration.parse(xml);
                          return change.apply(
                              bucket,
                              now ->
                                  CompletableFuture.completedFuture(
                                      now.withLifecycle(Optional.of(xml))));
                        }))
        .thenApply(stored -> S3Response.empty(200));
  }
}
