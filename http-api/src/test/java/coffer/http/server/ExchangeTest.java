package coffer.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import coffer.http.wire.S3Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.Host;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How long an answer may take. */
final class ExchangeTest {
  private static ActorSystem system;

  @BeforeAll
  static void start() {
    system = ActorSystem.create("exchange-test");
  }

  @AfterAll
  static void terminate() {
    system.terminate();
  }

  private static Exchange exchange(CompletableFuture<S3Response> answer) {
    return new Exchange(
        system,
        List.of(),
        false,
        Duration.ofMillis(50),
        request -> {
          request.entity().bytes().runWith(Sink.ignore(), system);
          return answer;
        });
  }

  private static HttpRequest get() {
    return HttpRequest.GET("/").addHeader(RawRequestURI.create("/")).addHeader(Host.create("h"));
  }

  @Test
  void anOperationThatForgetsToAnswerIsNotWaitedForForever() throws Exception {
    var response =
        exchange(new CompletableFuture<>())
            .handle(get())
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    assertEquals(503, response.status().intValue());
  }

  @Test
  void anUploadTakesAsLongAsItTakes() throws Exception {
    var last = new CompletableFuture<ByteString>();
    var body = Source.single(ByteString.fromString("first")).concat(Source.completionStage(last));
    var upload =
        get()
            .withMethod(HttpMethods.PUT)
            .withEntity(HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, body));
    var answer = new CompletableFuture<S3Response>();
    var response = exchange(answer).handle(upload).toCompletableFuture();
    var other = exchange(new CompletableFuture<>()).handle(get()).toCompletableFuture();
    other.get(10, TimeUnit.SECONDS);
    assertFalse(response.isDone(), "it has not ended");
    last.complete(ByteString.fromString("last"));
    answer.complete(S3Response.empty(200));
    assertEquals(200, response.get(10, TimeUnit.SECONDS).status().intValue());
  }
}
