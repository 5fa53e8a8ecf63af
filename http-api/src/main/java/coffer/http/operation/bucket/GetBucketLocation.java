package coffer.http.operation.bucket;

import coffer.http.bucket.BucketKind;
import coffer.http.operation.Access;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

/**
 * <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html">GetBucketLocation</a>.
 * Empty for us-east-1.
 */
public final class GetBucketLocation implements S3Operation {
  private final Access access;

  public GetBucketLocation(Access access) {
    this.access = access;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorizeControl(call, "GetBucketLocation")
        .thenApply(
            bucket -> {
              if (bucket.kind() == BucketKind.DIRECTORY) {
                throw Unsupported.feature("GetBucketLocation");
              }
              var region = bucket.region().equals("us-east-1") ? "" : bucket.region();
              var xml =
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      + "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                      + region
                      + "</LocationConstraint>";
              return S3Response.xml(200, xml.getBytes(StandardCharsets.UTF_8));
            });
  }
}
