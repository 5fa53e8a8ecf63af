package coffer.bench.limit;

import coffer.bench.wire.Body;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Bare Pekko HTTP: reads every request to its end, keeps nothing and answers at once. A process of
 * its own, on 127.0.0.1, that lives until its standard input ends.
 */
public final class PekkoServer {
  static final String READY = "ready ";

  private static final String SETTINGS =
      """
      pekko.loglevel = OFF
      pekko.stdout-loglevel = OFF
      pekko.http.server.idle-timeout = 5 minutes
      pekko.http.server.backlog = 1024
      pekko.http.server.parsing.max-content-length = infinite
      pekko.http.server.parsing.modeled-header-parsing = off
      pekko.http.server.parsing.illegal-header-warnings = off
      """;

  private static final int STRICT_BYTES_MAX = 1 << 20;

  private final ActorSystem system;

  private PekkoServer(ActorSystem system) {
    this.system = system;
  }

  /** Prints {@link #READY} and its port. */
  public static void main(String[] arguments) throws IOException {
    var system =
        ActorSystem.create(
            "bare",
            // Not the settings of a node, which are on the class path as well.
            ConfigFactory.parseString(SETTINGS).withFallback(ConfigFactory.defaultReference()));
    var server = new PekkoServer(system);
    var bound =
        Http.get(system)
            .newServerAt("127.0.0.1", 0)
            .bind(server::answer)
            .toCompletableFuture()
            .join();
    System.out.println(READY + bound.localAddress().getPort());
    while (System.in.read() >= 0) {
      continue;
    }
    system.terminate();
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request) {
    var response = response(request);
    return request.entity().isStrict()
        ? CompletableFuture.completedFuture(response)
        : request
            .entity()
            .getDataBytes()
            .runWith(Sink.ignore(), system)
            .thenApply(done -> response);
  }

  private static HttpResponse response(HttpRequest request) {
    var uri = request.getUri();
    var target = uri.path() + uri.rawQueryString().map(query -> "?" + query).orElse("");
    var range = request.getHeader("range").map(HttpHeader::value).orElse("");
    var answer = Answer.to(request.method().value(), target, range);
    var response = HttpResponse.create().withStatus(answer.status());
    return answer.status() == 204
        ? response
        : response.addHeader(RawHeader.create("ETag", "\"stub\"")).withEntity(entity(answer));
  }

  private static ResponseEntity entity(Answer answer) {
    var pieces = pieces(answer);
    if (answer.count() <= STRICT_BYTES_MAX) {
      var all = pieces.stream().reduce(ByteString.emptyByteString(), ByteString::concat);
      return HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, all);
    }
    return HttpEntities.create(
        ContentTypes.APPLICATION_OCTET_STREAM, answer.count(), Source.from(pieces));
  }

  /** Slices of the body's pattern; nothing is copied. */
  private static List<ByteString> pieces(Answer answer) {
    var pieces = new ArrayList<ByteString>();
    Body.Sink sink =
        (bytes, offset, length) -> pieces.add(ByteString.fromArrayUnsafe(bytes, offset, length));
    try {
      answer.body().pieces(answer.from(), answer.count(), sink);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return pieces;
  }
}
