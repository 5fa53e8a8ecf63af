package coffer.http.server;

import coffer.http.wire.Entity;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
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
  private final HttpRequest request;
  private final Entity body;
  private final Materializer materializer;

  IncomingEntity(HttpRequest request, Materializer materializer) {
    this.request = request;
    this.materializer = materializer;
    if (request.entity() instanceof HttpEntity.Strict strict) {
      this.body = new Entity.Whole(strict.getData());
      ended.complete(null);
    } else {
      this.body = new Entity.Flowing(flowing(request.entity().getDataBytes()), materializer);
    }
  }

  private Source<ByteString, ?> flowing(Source<ByteString, ?> data) {
    return Source.lazySource(
        () -> {
          opened.set(true);
          return data.via(new DrainOnCancel(ended));
        });
  }

  /** A stream is to be run once; the client is told to continue when it is pulled. */
  Entity body() {
    return body;
  }

  /** Runs it once nothing more is to be read. */
  void whenEnded(Runnable action) {
    ended.whenComplete((nothing, failed) -> action.run());
  }

  /** Completes when nothing more is to be read, or enough was. */
  CompletionStage<Void> drained() {
    if (ended.isDone() || !opened.get() && request.getHeader("expect").isPresent()) {
      return CompletableFuture.completedFuture(null);
    }
    if (!opened.get()) {
      // Takes the first bytes, then cancels; sinks keep what they took last.
      body.bytes().map(first -> Done.getInstance()).runWith(Sink.head(), materializer);
    }
    return ended
        .copy()
        .completeOnTimeout(null, DRAIN_S_MAX, TimeUnit.SECONDS)
        .exceptionally(failure -> null);
  }
}
