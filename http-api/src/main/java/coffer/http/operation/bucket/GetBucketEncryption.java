package coffer.http.operation.bucket;

import coffer.http.operation.Access;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import java.util.concurrent.CompletionStage;

/**
 * <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html">GetBucketEncryption</a>.
 */
public final class GetBucketEncryption implements S3Operation {
  private final Access access;

  public GetBucketEncryption(Access access) {
    this.access = access;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorizeControl(call, "GetEncryptionConfiguration")
        .thenApply(bucket -> S3Response.xml(200, BucketEncryptionXml.write(bucket.encryption())));
  }
}
