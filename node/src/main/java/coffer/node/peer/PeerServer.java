package coffer.node.peer;

import coffer.http.server.HttpServer;
import coffer.node.peer.PeerHandler.Answer;
import coffer.node.peer.PeerHandler.Call;
import coffer.node.tls.NodeName;
import coffer.node.tls.NodeTls;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the calls of other nodes: HTTPS with certificates on both sides. Who has none of this
 * cluster is not answered, but for the calls that are {@link #registerForStrangers registered for
 * strangers}.
 */
public final class PeerServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerServer.class);
  private static final String PEER = "coffer.peer";
  private static final Duration BODY_TIME_MAX = Duration.ofSeconds(30);
  private static final Duration DRAIN = Duration.ofSeconds(2);

  /** Of all calls that are being read or answered. */
  private static final long BODIES_BYTES_MAX =
      Math.min(512L << 20, Runtime.getRuntime().maxMemory() / 4);

  private final NodeTls tls;
  private final Materializer materializer;
  private final ConcurrentSkipListMap<String, PeerHandler> handlers =
      new ConcurrentSkipListMap<>(
          Comparator.comparingInt(String::length).reversed().thenComparing(path -> path));
  private final ConcurrentSkipListMap<String, StrangerHandler> forStrangers =
      new ConcurrentSkipListMap<>();
  private final AtomicLong bodies = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Optional<ServerBinding> binding = Optional.empty();

  private PeerServer(NodeTls tls, Materializer materializer) {
    this.tls = tls;
    this.materializer = materializer;
  }

  /**
   * Listens. Calls are refused with 503 until their handler is registered.
   *
   * @param port 0 for any free one
   */
  public static CompletionStage<PeerServer> bind(
      ClassicActorSystemProvider system, NodeTls tls, String host, int port) {
    var server = new PeerServer(tls, SystemMaterializer.get(system).materializer());
    return HttpServer.listen(
            system,
            host,
            port,
            (org.apache.pekko.http.scaladsl.ConnectionContext)
                ConnectionContext.httpsServer(tls::serverEngineForStrangersToo),
            PeerWire.of(system),
            server::answer)
        .thenApply(
            bound -> {
              server.binding = Optional.of(bound);
              return server;
            });
  }

  public int port() {
    return binding.orElseThrow().localAddress().getPort();
  }

  /**
   * From now on answers calls whose path begins with {@code prefix}; of several, the longest
   * counts.
   */
  public void register(String prefix, PeerHandler handler) {
    handlers.put(prefix, handler);
  }

  /** From now on answers POST of exactly this path, whoever calls. */
  public void registerForStrangers(String path, StrangerHandler handler) {
    forStrangers.put(path, handler);
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request) {
    var path = request.getUri().toRelative().toString();
    var stranger = forStrangers.get(path);
    if (stranger != null) {
      return forStranger(request, stranger);
    }
    var caller = caller(request).filter(name -> name.cluster().equals(tls.name().cluster()));
    if (caller.isEmpty()) {
      request.entity().discardBytes(materializer);
      return CompletableFuture.completedFuture(PeerAnswers.refusedClosing(403));
    }
    for (Map.Entry<String, PeerHandler> entry : handlers.entrySet()) {
      if (path.startsWith(entry.getKey())) {
        var rest = path.substring(entry.getKey().length());
        return answered(
            request,
            PeerCalls.BODY_BYTES_MAX,
            body -> entry.getValue().handle(new Call(caller.get(), rest, body)));
      }
    }
    request.entity().discardBytes(materializer);
    return CompletableFuture.completedFuture(PeerAnswers.refused(503, "nobody answers here"));
  }

  private CompletionStage<HttpResponse> forStranger(HttpRequest request, StrangerHandler handler) {
    var from =
        request
            .getAttribute(AttributeKeys.remoteAddress)
            .flatMap(address -> address.getAddress())
            .orElseGet(InetAddress::getLoopbackAddress);
    if (!request.method().equals(HttpMethods.POST)) {
      request.entity().discardBytes(materializer);
      return CompletableFuture.completedFuture(PeerAnswers.refusedClosing(405));
    }
    return answered(request, StrangerHandler.BODY_BYTES_MAX, body -> handler.handle(from, body))
        .thenApply(response -> response.addHeader(PeerAnswers.CLOSE));
  }

  private interface Handling {
    CompletionStage<Answer> of(byte[] body);
  }

  private CompletionStage<HttpResponse> answered(
      HttpRequest request, int bytesMax, Handling handling) {
    long length = request.entity().getContentLengthOption().orElse(-1);
    if (length < 0 || length > bytesMax) {
      request.entity().discardBytes(materializer);
      return CompletableFuture.completedFuture(PeerAnswers.refusedClosing(413));
    }
    if (bodies.addAndGet(length) > BODIES_BYTES_MAX) {
      bodies.addAndGet(-length);
      request.entity().discardBytes(materializer);
      return CompletableFuture.completedFuture(PeerAnswers.refused(503, "too many calls at once"));
    }
    return body(request.entity())
        .thenCompose(handling::of)
        .thenApply(PeerAnswers::of)
        .whenComplete((response, failure) -> bodies.addAndGet(-length))
        .exceptionally(
            failure -> {
              LOG.warn("a call to {} failed", request.getUri().path(), failure);
              return PeerAnswers.closing(500);
            });
  }

  private CompletionStage<byte[]> body(RequestEntity entity) {
    return entity
        .toStrict(BODY_TIME_MAX.toMillis(), PeerCalls.BODY_BYTES_MAX, materializer)
        .thenApply(strict -> strict.getData().toArrayUnsafe());
  }

  private static Optional<NodeName> caller(HttpRequest request) {
    return request
        .getAttribute(AttributeKeys.sslSession)
        .flatMap(
            info -> {
              var session = info.getSession();
              if (session.getValue(PEER) instanceof NodeName known) {
                return Optional.of(known);
              }
              var name = NodeTls.peer(session);
              name.ifPresent(found -> session.putValue(PEER, found));
              return name;
            });
  }

  /** Lets calls in flight end for a moment, then cuts them. Blocks. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      binding
          .orElseThrow()
          .terminate(DRAIN)
          .toCompletableFuture()
          .get(2 * DRAIN.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException failed) {
      LOG.warn("the server for other nodes did not stop cleanly: {}", failed.toString());
    }
  }
}
