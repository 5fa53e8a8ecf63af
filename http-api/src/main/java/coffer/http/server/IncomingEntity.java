package coffer.http.server;

import coffer.http.wire.Entity;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * The body of one request. When it is refused early, what the client still sends is read and
 * dropped up to a limit: a connection closed with unread bytes is reset, and the client would never
 * see why.
 */
final class IncomingEntity {
  private static final long DRAIN_S_MAX = 5;

  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicBoolean opened = new AtomicBoolean();
  private final boolean expectsContinue;
  private final Source<ByteString, NotUsed> bytes;
  private final Materializer materializer;

  IncomingEntity(HttpRequest request, Materializer materializer) {
    this.materializer = materializer;
    this.expectsContinue = request.getHeader("expect").isPresent();
    if (request.entity() instanceof HttpEntity.Strict strict) {
      this.bytes = Entity.of(strict.getData());
      ended.complete(null);
    } else {
      this.bytes = flowing(request.entity().getDataBytes());
    }
  }

  private Source<ByteString, NotUsed> flowing(Source<ByteString, ?> data) {
    return Source.lazySource(
            () -> {
              opened.set(true);
              return data.via(new DrainOnCancel(ended));
            })
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }

  /** To be materialised once; the client is told to continue when it is pulled. */
  Source<ByteString, NotUsed> bytes() {
    return bytes;
  }

  /** Runs it once nothing more is to be read. */
  void whenEnded(Runnable action) {
    ended.whenComplete((nothing, failed) -> action.run());
  }

  /** Completes when nothing more is to be read, or enough was. */
  CompletionStage<Void> drained() {
    if (ended.isDone() || !opened.get() && expectsContinue) {
      return CompletableFuture.completedFuture(null);
    }
    if (!opened.get()) {
      // Takes the first bytes, then cancels; sinks keep what they took last.
      bytes.map(first -> Done.getInstance()).runWith(Sink.head(), materializer);
    }
    return ended
        .copy()
        .completeOnTimeout(null, DRAIN_S_MAX, TimeUnit.SECONDS)
        .exceptionally(failure -> null);
  }
}
