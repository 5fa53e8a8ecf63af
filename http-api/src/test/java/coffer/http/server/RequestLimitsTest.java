package coffer.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.wire.S3Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.stream.TLSProtocol;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What strangers may make the parser do and hold. Pinned to Pekko HTTP 1.3.0. */
final class RequestLimitsTest {
  private static ActorSystem system;
  private static HttpServer.Bound server;

  @BeforeAll
  static void bind() throws Exception {
    system = ActorSystem.create("request-limits-test");
    server =
        HttpServer.bind(
                system,
                new HttpServer.Settings("127.0.0.1", 0, List.of(), Optional.empty()),
                request -> CompletableFuture.completedFuture(S3Response.empty(200)))
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
  }

  @AfterAll
  static void terminate() throws Exception {
    server.terminate(Duration.ofSeconds(1)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static String answerTo(String bytes) throws Exception {
    try (var client = new RawClient(server.port())) {
      return client.send(bytes).readAll();
    }
  }

  /** Given to the parser at once, these overflow its stack, and that ends the process. */
  @Test
  void thousandsOfRequestsInOneReadAreAnsweredOneByOne() throws Exception {
    int requests = 4_000;
    var last = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    var answers = answerTo("GET / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(requests - 1) + last);
    assertEquals(requests, answers.split("HTTP/1\\.1 200 ", -1).length - 1);
  }

  @Test
  void thousandsOfEmptyLinesAndChunksAreFollowed() throws Exception {
    var answer =
        answerTo(
            "\r\n".repeat(20_000)
                + "PUT / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "1\r\nx\r\n".repeat(20_000)
                + "0\r\n\r\n");
    assertTrue(answer.matches("(?s)HTTP/1\\.1 [24]\\d\\d .*"), answer);
  }

  @Test
  void headersTogetherAreLimited() throws Exception {
    var answer =
        answerTo(
            "GET / HTTP/1.1\r\nHost: h\r\n" + ("X-Some: " + "v".repeat(8_000) + "\r\n").repeat(6));
    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    assertTrue(answer.contains("<Code>RequestHeaderSectionTooLarge</Code>"), answer);
  }

  @Test
  void aHeadThatDoesNotEndIsCutOff() throws Exception {
    var begun =
        new TLSProtocol.SessionBytes(null, ByteString.fromString("GET / HTTP/1.1\r\nHost: h\r\n"));
    var passed =
        Source.<TLSProtocol.SslTlsInbound>single(begun)
            .concat(Source.never())
            .via(new RequestLimits(ReadMemory.ofHeap(), Duration.ofMillis(100)))
            .runWith(Sink.seq(), system);
    assertEquals(List.of(begun), passed.toCompletableFuture().get(10, TimeUnit.SECONDS));
  }

  /** The parser keeps a head for as long as its connection is idle. */
  @Test
  void aHeadDoesNotKeepWhatWasReadWithIt() throws Exception {
    var head = ByteString.fromString("PUT / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n");
    var body = ByteString.fromArray(new byte[100_000]);
    var read = new TLSProtocol.SessionBytes(null, head.concat(body).compact());
    var passed =
        Source.<TLSProtocol.SslTlsInbound>single(read)
            .via(new RequestLimits(ReadMemory.ofHeap()))
            .map(piece -> ((TLSProtocol.SessionBytes) piece).bytes())
            .runWith(Sink.seq(), system)
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    assertEquals(List.of(head, body), passed);
    assertTrue(passed.getFirst().isCompact());
  }

  private static List<ByteString> passed(ReadMemory memory, ByteString... reads) throws Exception {
    return Source.from(List.of(reads))
        .<TLSProtocol.SslTlsInbound>map(bytes -> new TLSProtocol.SessionBytes(null, bytes))
        .via(new RequestLimits(memory))
        .map(piece -> ((TLSProtocol.SessionBytes) piece).bytes())
        .runWith(Sink.seq(), system)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static final ByteString PUT =
      ByteString.fromString("PUT / HTTP/1.1\r\nContent-Length: 20000\r\n\r\n");

  private static ByteString bytes(int count) {
    return ByteString.fromArray(new byte[count]);
  }

  @Test
  void aShortBodyComesWithItsHead() throws Exception {
    var get = ByteString.fromString("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    var memory = ReadMemory.ofHeap();
    assertEquals(
        List.of(get, PUT.concat(bytes(20_000)), get),
        passed(memory, get.concat(PUT), bytes(15_000), bytes(5_000).concat(get)));
    assertEquals(0, memory.bytes());
  }

  /** The parser keeps a part of the head until the next one comes. */
  @Test
  void aHeadDoesNotKeepTheBodyThatComesWithIt() throws Exception {
    for (var reads :
        List.of(List.of(PUT.concat(bytes(20_000)).compact()), List.of(PUT, bytes(20_000)))) {
      var piece = passed(ReadMemory.ofHeap(), reads.toArray(ByteString[]::new)).getFirst();
      assertTrue(piece.take(PUT.size()).isCompact());
    }
  }

  @Test
  void whatCameOfAShortBodyGoesOnWhenNothingMoreComes() throws Exception {
    assertEquals(
        List.of(PUT.concat(bytes(10_000))), passed(ReadMemory.ofHeap(), PUT, bytes(10_000)));
  }

  @Test
  void bodiesAreNotWaitedForWhereMemoryIsShort() throws Exception {
    assertEquals(
        List.of(PUT, bytes(15_000), bytes(5_000)),
        passed(new ReadMemory(39_000), PUT, bytes(15_000), bytes(5_000)));
  }

  @Test
  void otherUsersOfPekkoHttpAreNotInTheWay() {
    assertNotNull(Http.get(system));
  }
}
