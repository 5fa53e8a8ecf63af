package coffer.http.operation.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Body;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** The body of an append, which must hold something. */
record NonEmptyBody(Body inner) implements Body {

  static Body of(Body inner) {
    if (inner.length().isPresent()) {
      check(inner.length().getAsLong());
      return inner;
    }
    return new NonEmptyBody(inner);
  }

  @Override
  public OptionalLong length() {
    return inner.length();
  }

  @Override
  public Source<ByteString, NotUsed> bytes() {
    return inner.bytes();
  }

  /** Nothing is committed before this completes, so failing here is early enough. */
  @Override
  public CompletionStage<Digests> digests() {
    return inner
        .digests()
        .thenApply(
            digests -> {
              check(digests.length());
              return digests;
            });
  }

  private static void check(long length) {
    if (length == 0) {
      throw new S3Exception(
          S3Error.InvalidRequest,
          "The request body cannot be empty when x-amz-write-offset-bytes is given.");
    }
  }
}
