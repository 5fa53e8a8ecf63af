package coffer.http.operation.bucket;

import coffer.http.operation.Access;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import java.util.concurrent.CompletionStage;

/**
 * <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html">HeadBucket</a>.
 * Directory buckets answer sessions as well, although the page speaks of long-term credentials.
 */
public final class HeadBucket implements S3Operation {
  private final Access access;

  public HeadBucket(Access access) {
    this.access = access;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:ListBucket", Access.Need.READ)
        .thenApply(
            bucket -> {
              var answer =
                  S3Response.empty(200)
                      .with("x-amz-bucket-region", bucket.region())
                      .with("x-amz-bucket-arn", bucket.arn())
                      .with("x-amz-access-point-alias", "false");
              if (bucket.zone().isPresent()) {
                answer =
                    answer
                        .with(
                            "x-amz-bucket-location-type",
                            bucket.locationType().orElse("AvailabilityZone"))
                        .with("x-amz-bucket-location-name", bucket.zone().get());
              }
              return answer;
            });
  }
}
