package coffer.http.operation.bucket;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.operation.Access;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html">GetBucketLifecycleConfiguration</a>.
 */
public final class GetBucketLifecycleConfiguration implements S3Operation {
  private final Access access;

  public GetBucketLifecycleConfiguration(Access access) {
    this.access = access;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorizeControl(call, "GetLifecycleConfiguration")
        .thenApply(
            bucket ->
                S3Response.xml(
                    200,
                    bucket
                        .lifecycle()
                        .orElseThrow(
                            () ->
                                new S3Exception(
                                    S3Error.NoSuchLifecycleConfiguration,
                                    S3Error.NoSuchLifecycleConfiguration.message(),
                                    Map.of("BucketName", bucket.name())))
                        .getBytes(StandardCharsets.UTF_8)));
  }
}
