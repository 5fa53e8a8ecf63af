package coffer.http.operation.object;

import coffer.http.object.Objects;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import java.util.concurrent.CompletionStage;

/** DeleteObject: 204 whether or not there was an object, unless a condition does not hold. */
public final class DeleteObject implements S3Operation {
  private final Access access;
  private final Objects objects;

  public DeleteObject(Access access, Objects objects) {
    this.access = access;
    this.objects = objects;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:DeleteObject", Need.WRITE)
        .thenCompose(
            bucket -> {
              var request = call.request();
              Versions.requireNull(request.query());
              return objects.delete(
                  bucket, Keys.of(request), WriteConditions.ofDelete(bucket, request.headers()));
            })
        .thenApply(existed -> S3Response.empty(204));
  }
}
