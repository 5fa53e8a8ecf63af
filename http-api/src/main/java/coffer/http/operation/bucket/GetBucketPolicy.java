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
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html">GetBucketPolicy</a>.
 */
public final class GetBucketPolicy implements S3Operation {
  private final Access access;

  public GetBucketPolicy(Access access) {
    this.access = access;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorizeControl(call, "GetBucketPolicy")
        .thenApply(
            bucket -> {
              var policy =
                  bucket
                      .policy()
                      .orElseThrow(
                          () ->
                              new S3Exception(
                                  S3Error.NoSuchBucketPolicy,
                                  S3Error.NoSuchBucketPolicy.message(),
                                  Map.of("BucketName", bucket.name())));
              return new S3Response(
                  200,
                  Map.of("Content-Type", "application/json"),
                  new S3Response.Whole(policy.getBytes(StandardCharsets.UTF_8)));
            });
  }
}
