package coffer.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.wire.S3Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers may make the parser do and hold. Pinned to Pekko HTTP 1.3.0. */
final class RequestLimitsTest {
  private static final ByteString CHUNKS = ByteString.fromString("3\r\nabc\r\n0\r\n\r\n");

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

  /**
   * Whatever the reads, the bytes are the same, and a short body comes with the end of its head.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void requestsComeTheSameHoweverTheyAreRead(long seed) throws Exception {
    var random = new Random(seed);
    var wire = ByteString.emptyByteString();
    var ends = new ArrayList<Integer>();
    for (int request = 0; request < 40; request++) {
      int length = random.nextInt(4) * random.nextInt(40_000);
      var expect = random.nextInt(4) == 0 ? "Expect: 100-continue\r\n" : "";
      var chunked = random.nextInt(4) == 0;
      var head =
          "PUT / HTTP/1.1\r\n"
              + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + length)
              + "\r\n"
              + expect
              + "\r\n";
      int start = wire.size() + head.length();
      wire = wire.concat(ByteString.fromString(head)).concat(chunked ? CHUNKS : bytes(length));
      if (!chunked && length > 0 && length <= RequestLimits.WAITED_BYTES_MAX && expect.isEmpty()) {
        ends.add(start);
        ends.add(start + length);
      }
    }
    var reads = new ArrayList<ByteString>();
    for (int at = 0; at < wire.size(); ) {
      int some = 1 + random.nextInt(random.nextInt(3) == 0 ? 40 : 32_768);
      int to = Math.min(wire.size(), at + some);
      reads.add(wire.slice(at, to).compact());
      at = to;
    }
    var pieces = passed(ReadMemory.ofHeap(), reads.toArray(ByteString[]::new));
    assertEquals(wire, pieces.stream().reduce(ByteString.emptyByteString(), ByteString::concat));
    var given = new TreeSet<Integer>(List.of(0));
    pieces.forEach(piece -> given.add(given.getLast() + piece.size()));
    for (int body = 0; body < ends.size(); body += 2) {
      assertEquals(ends.get(body + 1), given.ceiling(ends.get(body)));
    }
  }

  @Test
  void whatCameOfAShortBodyGoesOnWhenNothingMoreComes() throws Exception {
    assertEquals(
        List.of(PUT.concat(bytes(10_000))), passed(ReadMemory.ofHeap(), PUT, bytes(10_000)));
  }

  @Test
  void aBodyThatComesTooSlowlyGoesOnAsItComes() throws Exception {
    var passed =
        Source.from(List.of(PUT, bytes(10_000)))
            .concat(Source.single(bytes(10_000)).initialDelay(Duration.ofMillis(300)))
            .<TLSProtocol.SslTlsInbound>map(bytes -> new TLSProtocol.SessionBytes(null, bytes))
            .via(new RequestLimits(ReadMemory.ofHeap(), Duration.ofMillis(100)))
            .map(piece -> ((TLSProtocol.SessionBytes) piece).bytes())
            .runWith(Sink.seq(), system)
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    assertEquals(List.of(PUT.concat(bytes(10_000)), bytes(10_000)), passed);
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
