package coffer.http.operation.bucket;

import coffer.http.bucket.Buckets;
import coffer.http.encryption.EncryptionDecider;
import coffer.http.encryption.EncryptionHeaders;
import coffer.http.operation.Access;
import coffer.http.operation.Bodies;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import java.util.concurrent.CompletionStage;

/**
 * <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html">PutBucketEncryption</a>.
 */
public final class PutBucketEncryption implements S3Operation {
  private static final int BODY_BYTES_MAX = 64 * 1024;

  private final BucketChange change;
  private final Access access;
  private final EncryptionDecider decider;

  public PutBucketEncryption(Buckets buckets, Access access, EncryptionDecider decider) {
    this.change = new BucketChange(buckets);
    this.access = access;
    this.decider = decider;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorizeControl(call, "PutEncryptionConfiguration")
        .thenCompose(
            bucket ->
                Bodies.whole(call, BODY_BYTES_MAX)
                    .thenCompose(
                        body -> {
                          var asked = BucketEncryptionXml.parse(body);
                          return change
                              .apply(
                                  bucket,
                                  now ->
                                      decider
                                          .forBucket(now, call.caller().principal(), asked)
                                          .thenApply(now::withEncryption))
                              .thenApply(stored -> answer(asked));
                        }));
  }

  private static S3Response answer(EncryptionHeaders asked) {
    var configuration = BucketEncryptionXml.audited(asked);
    return S3Response.empty(200).audited("ServerSideEncryptionConfiguration", configuration);
  }
}
