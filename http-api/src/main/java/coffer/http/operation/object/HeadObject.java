package coffer.http.operation.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.operation.object.ObjectRead.Found;
import coffer.http.operation.object.ObjectRead.Slice;
import coffer.http.wire.S3Response;
import java.util.concurrent.CompletionStage;

/** HeadObject: what GetObject would answer, without the bytes and without touching them. */
public final class HeadObject implements S3Operation {
  private final ObjectRead read;

  HeadObject(ObjectRead read) {
    this.read = read;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return read.info(call).thenApply(found -> answer(call, found));
  }

  private static S3Response answer(S3Call call, Found<ObjectInfo> found) {
    var info = found.object();
    var request = call.request();
    return switch (ReadConditions.ofRead(request.headers()).evaluate(info)) {
      case FAILED -> throw new S3Exception(S3Error.PreconditionFailed);
      case NOT_MODIFIED -> GetObject.notModified(info);
      case PROCEED -> {
        var slice = Slice.of(request.headers(), request.query(), info);
        yield new S3Response(
            slice.status(),
            ObjectRead.headers(found.bucket(), info, slice, request.headers(), request.query()),
            new S3Response.LengthOnly(slice.length()));
      }
    };
  }
}
