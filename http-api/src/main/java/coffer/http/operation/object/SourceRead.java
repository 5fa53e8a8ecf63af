package coffer.http.operation.object;

import coffer.http.object.Objects;
import coffer.http.object.Objects.Handle;
import coffer.http.operation.Access;
import coffer.http.operation.S3Call;
import java.util.concurrent.CompletionStage;

/** Opens the source of a copy: the one way to it, so that no copy can skip the permission. */
final class SourceRead {
  private final Access access;
  private final Objects objects;

  SourceRead(Access access, Objects objects) {
    this.access = access;
    this.objects = objects;
  }

  /** One version of the source. Fails with AccessDenied, NoSuchKey, PreconditionFailed. */
  CompletionStage<Handle> find(S3Call call, CopySource source) {
    var headers = call.request().headers();
    return access
        .authorizeSource(call, source.bucket(), source.key(), "s3:GetObject")
        .thenCompose(
            bucket -> {
              return objects.find(bucket, source.key());
            })
        .thenApply(
            found -> {
              var handle = found.orElseThrow(() -> Keys.noSuchKey(source.key()));
              ReadConditions.ofCopySource(headers).require(handle.info());
              return handle;
            });
  }
}
