package coffer.http.server;

import coffer.http.wire.S3Request;
import coffer.http.wire.S3Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.scaladsl.ConnectionContext;

/** The HTTP/1.1 front: turns requests into {@link S3Request}s and answers into responses. */
public final class HttpServer {
  private HttpServer() {}

  /**
   * Where to listen.
   *
   * @param port 0 for any free one
   * @param domains names of this server, in lower case and without port: {@code <bucket>.<domain>}
   *     addresses a bucket
   * @param tls absent for plain HTTP
   */
  public record Settings(String host, int port, List<String> domains, Optional<SSLContext> tls) {
    public Settings {
      domains = List.copyOf(domains);
    }
  }

  /** A server that listens. */
  public static final class Bound {
    private final ServerBinding binding;

    private Bound(ServerBinding binding) {
      this.binding = binding;
    }

    public int port() {
      return binding.localAddress().getPort();
    }

    /**
     * Accepts no more connections, lets requests in flight end, and cuts what is left at the
     * deadline. Completes when no connection is open.
     */
    public CompletionStage<Void> terminate(Duration hardDeadline) {
      return binding.terminate(hardDeadline).thenAccept(terminated -> {});
    }
  }

  /**
   * Listens.
   *
   * @param handler answers; may fail with {@link coffer.http.error.S3Exception}. Anything else it
   *     fails with is logged and answered with InternalError
   */
  public static CompletionStage<Bound> bind(
      ClassicActorSystemProvider system,
      Settings settings,
      Function<S3Request, CompletionStage<S3Response>> handler) {
    var classic = system.classicSystem();
    var context =
        settings
            .tls()
            .<ConnectionContext>map(ConnectionContext::httpsServer)
            .orElseGet(ConnectionContext::noEncryption);
    var exchange = new Exchange(system, settings.domains(), settings.tls().isPresent(), handler);
    return LimitedHttp.of(classic)
        .listen(
            settings.host(),
            settings.port(),
            context,
            (org.apache.pekko.http.scaladsl.settings.ServerSettings) WireSettings.of(classic),
            exchange::handle)
        .thenApply(binding -> new Bound(new ServerBinding(binding)));
  }
}
