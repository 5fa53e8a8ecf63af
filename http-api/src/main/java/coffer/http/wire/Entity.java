package coffer.http.wire;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * The body of a request. One that came with its head is kept as it is: making a stream of it, let
 * alone running that, costs more than handling some kilobytes.
 */
public sealed interface Entity {

  /** No bytes. */
  Entity EMPTY = new Whole(ByteString.emptyByteString());

  /** The body as a stream, to be run once. */
  Source<ByteString, ?> bytes();

  /** All of the bytes, which are few; MaxMessageLengthExceeded beyond {@code maxBytes}. */
  CompletionStage<byte[]> collect(int maxBytes);

  /** A body that is all there. */
  record Whole(ByteString content) implements Entity {

    @Override
    public Source<ByteString, ?> bytes() {
      return Source.single(content);
    }

    @Override
    public CompletionStage<byte[]> collect(int maxBytes) {
      return content.size() > maxBytes
          ? CompletableFuture.failedFuture(new S3Exception(S3Error.MaxMessageLengthExceeded))
          : CompletableFuture.completedFuture(content.toArrayUnsafe());
    }
  }

  /**
   * A body that still comes.
   *
   * @param bytes pulling them sends {@code 100 Continue}
   * @param runBy so that operations which read small bodies need no actor system of their own
   */
  record Flowing(Source<ByteString, ?> bytes, Materializer runBy) implements Entity {

    @Override
    public CompletionStage<byte[]> collect(int maxBytes) {
      var collected = new ByteArrayOutputStream();
      return bytes
          .runForeach(
              piece -> {
                if (collected.size() + piece.size() > maxBytes) {
                  throw new S3Exception(S3Error.MaxMessageLengthExceeded);
                }
                collected.writeBytes(piece.toArrayUnsafe());
              },
              runBy)
          .thenApply(done -> collected.toByteArray());
    }
  }
}
