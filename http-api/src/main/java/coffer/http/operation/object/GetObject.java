package coffer.http.operation.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects.Handle;
import coffer.http.object.Plaintext;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.operation.object.ObjectRead.Found;
import coffer.http.operation.object.ObjectRead.Slice;
import coffer.http.wire.S3Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** GetObject: an object, a range of it, or one of its parts. */
public final class GetObject implements S3Operation {
  private final ObjectRead read;

  GetObject(ObjectRead read) {
    this.read = read;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return read.find(call).thenCompose(found -> answer(call, found));
  }

  private static CompletionStage<S3Response> answer(S3Call call, Found<Handle> found) {
    var info = found.object().info();
    var request = call.request();
    return switch (ReadConditions.ofRead(request.headers()).evaluate(info)) {
      case FAILED -> throw new S3Exception(S3Error.PreconditionFailed);
      case NOT_MODIFIED -> CompletableFuture.completedStage(notModified(info));
      case PROCEED -> send(call, found, Slice.of(request.headers(), request.query(), info));
    };
  }

  /** The key is asked for even when there is no byte to decrypt: a disabled key reads nothing. */
  private static CompletionStage<S3Response> send(S3Call call, Found<Handle> found, Slice slice) {
    var request = call.request();
    var headers =
        ObjectRead.headers(
            found.bucket(), found.object().info(), slice, request.headers(), request.query());
    return found
        .object()
        .read(slice.from(), slice.length(), call.caller().principal())
        .thenApply(
            plaintext ->
                new S3Response(slice.status(), headers, content(slice.length(), plaintext)));
  }

  private static S3Response.Content content(long length, Plaintext plaintext) {
    return switch (plaintext) {
      case Plaintext.Whole(var content) -> new S3Response.Whole(content.toArrayUnsafe());
      case Plaintext.Flowing(var bytes) -> new S3Response.Streamed(length, bytes);
    };
  }

  static S3Response notModified(ObjectInfo info) {
    return S3Response.empty(304).withAll(ResponseHeaders.validators(info));
  }
}
