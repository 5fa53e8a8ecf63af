package coffer.http.operation.bucket;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.Buckets;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Changes a bucket's configuration although others do too: decides on what was read, writes if that
 * is still the case, and otherwise reads and decides again.
 */
final class BucketChange {
  private static final int ATTEMPTS_MAX = 16;

  private final Buckets buckets;

  BucketChange(Buckets buckets) {
    this.buckets = buckets;
  }

  /**
   * @param change makes the new configuration of the present one; asked anew after a conflict
   * @return the bucket as stored; fails with NoSuchBucket when it was deleted meanwhile, SlowDown
   *     when others changed it each time
   */
  CompletionStage<Bucket> apply(Bucket bucket, Function<Bucket, CompletionStage<Bucket>> change) {
    return apply(bucket, change, ATTEMPTS_MAX);
  }

  private CompletionStage<Bucket> apply(
      Bucket bucket, Function<Bucket, CompletionStage<Bucket>> change, int attempts) {
    if (attempts == 0) {
      return CompletableFuture.failedFuture(new S3Exception(S3Error.SlowDown));
    }
    return change
        .apply(bucket)
        .thenCompose(buckets::replace)
        .thenCompose(
            stored ->
                stored.isPresent()
                    ? CompletableFuture.completedFuture(stored.get())
                    : buckets
                        .find(bucket.name())
                        .thenCompose(
                            again ->
                                apply(
                                    again
                                        .filter(found -> found.id().equals(bucket.id()))
                                        .orElseThrow(() -> new S3Exception(S3Error.NoSuchBucket)),
                                    change,
                                    attempts - 1)));
  }
}
