package coffer.http.server;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.ConnectionContext;
import org.apache.pekko.http.scaladsl.Http;
import org.apache.pekko.http.scaladsl.HttpExt;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.TLSProtocol;
import org.apache.pekko.stream.scaladsl.BidiFlow;
import org.apache.pekko.stream.scaladsl.Flow;
import org.apache.pekko.util.ByteString;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * Pekko HTTP's server with {@link RequestLimits} between TLS and its parser. The public API has no
 * place there, so this one class extends the internal one; tests pin it to Pekko HTTP 1.3.0.
 */
final class LimitedHttp extends HttpExt {
  private static final Id ID = new Id();

  private final ReadMemory memory = ReadMemory.ofHeap();

  private LimitedHttp(ExtendedActorSystem system) {
    super(system.settings().config().getConfig("pekko.http"), system);
  }

  /** One for each actor system. */
  private static final class Id extends AbstractExtensionId<LimitedHttp> {
    @Override
    public LimitedHttp createExtension(ExtendedActorSystem system) {
      return new LimitedHttp(system);
    }
  }

  static LimitedHttp of(org.apache.pekko.actor.ActorSystem system) {
    return ID.apply(system);
  }

  @Override
  public BidiFlow<
          TLSProtocol.SslTlsOutbound, ByteString, ByteString, TLSProtocol.SslTlsInbound, NotUsed>
      sslTlsServerStage(ConnectionContext context) {
    var limits =
        BidiFlow.fromFlows(
            Flow.<TLSProtocol.SslTlsOutbound>apply(),
            Flow.<TLSProtocol.SslTlsInbound>apply().via(new RequestLimits(memory)));
    return limits.atop(super.sslTlsServerStage(context));
  }

  /** Listens. */
  CompletionStage<Http.ServerBinding> listen(
      String host,
      int port,
      ConnectionContext context,
      ServerSettings settings,
      Function<HttpRequest, CompletionStage<HttpResponse>> handler) {
    return FutureConverters.asJava(
        bindAndHandleAsyncImpl(
            request -> answered(handler.apply(request)),
            host,
            port,
            context,
            settings,
            1,
            system().log(),
            SystemMaterializer.get(system()).materializer()));
  }

  private static Future<org.apache.pekko.http.scaladsl.model.HttpResponse> answered(
      CompletionStage<HttpResponse> answer) {
    return FutureConverters.asScala(
        answer.thenApply(response -> (org.apache.pekko.http.scaladsl.model.HttpResponse) response));
  }
}
