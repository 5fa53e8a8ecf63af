package coffer.http.operation.bucket;

import coffer.http.bucket.BucketEncryption;
import coffer.http.bucket.Buckets;
import coffer.http.encryption.SseAlgorithm;
import coffer.http.operation.Access;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html">DeleteBucketEncryption</a>.
 * The default is SSE-S3 again. A directory bucket stays pinned to its key: "only 1 customer managed
 * key is supported per directory bucket for the lifetime of the bucket".
 */
public final class DeleteBucketEncryption implements S3Operation {
  private final BucketChange change;
  private final Access access;

  public DeleteBucketEncryption(Buckets buckets, Access access) {
    this.change = new BucketChange(buckets);
    this.access = access;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorizeControl(call, "PutEncryptionConfiguration")
        .thenCompose(
            bucket ->
                change.apply(
                    bucket,
                    now ->
                        CompletableFuture.completedFuture(
                            now.withEncryption(
                                new BucketEncryption(
                                    SseAlgorithm.AES256,
                                    Optional.empty(),
                                    false,
                                    now.encryption().pinnedKeyArn())))))
        .thenApply(stored -> S3Response.empty(204));
  }
}
