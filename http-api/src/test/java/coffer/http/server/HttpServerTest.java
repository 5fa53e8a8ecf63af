package coffer.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.operation.Bodies;
import coffer.http.operation.S3Call;
import coffer.http.session.Caller;
import coffer.http.sigv4.PayloadSigning;
import coffer.http.wire.S3Request;
import coffer.http.wire.S3Response;
import coffer.kms.policy.Principal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets: what clients send is what arrives. Pinned to Pekko HTTP 1.3.0. */
class HttpServerTest {
  private static ActorSystem system;

  private final BlockingQueue<S3Request> seen = new LinkedBlockingQueue<>();
  private volatile Function<S3Request, CompletionStage<S3Response>> handler =
      request -> CompletableFuture.completedFuture(S3Response.empty(200));
  private HttpServer.Bound server;

  @BeforeAll
  static void startSystem() {
    system = ActorSystem.create("http-server-test");
  }

  @AfterAll
  static void stopSystem() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @BeforeEach
  void bind() throws Exception {
    var settings = new HttpServer.Settings("127.0.0.1", 0, List.of("s3.test"), Optional.empty());
    server =
        HttpServer.bind(
                system,
                settings,
                request -> {
                  seen.add(request);
                  return handler.apply(request);
                })
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void terminate() throws Exception {
    server.terminate(Duration.ofSeconds(1)).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html; charset=utf-8",
        "Application/JSON",
        "application/x-www-form-urlencoded; charset=utf-8",
        "text/plain;  x=\"y\"",
        "foo",
        "multipart/form-data; boundary=abc",
      })
  void contentTypeArrivesVerbatim(String type) throws Exception {
    var answer = exchange("PUT /b/k HTTP/1.1\r\nContent-Type: " + type + "\r\n", "x");
    assertEquals(List.of(type), request().headers().all("content-type"));
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html; charset=utf-8;x=\"y\"", "Image/PNG", "multipart/mixed; a=b"})
  void contentTypeIsSentVerbatim(String type) throws Exception {
    handler =
        request ->
            done(
                new S3Response(
                    200, Map.of("Content-Type", type), new S3Response.Whole(new byte[] {1})));
    var answer = exchange("GET /b/k HTTP/1.1\r\n", "");
    assertTrue(answer.contains("\r\nContent-Type: " + type + "\r\n"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x", "/", "//", "a//b", "./x", "a/../../x", "..", "a+b", "a|b{c}^", "a:b@c"})
  void pathsArriveVerbatim(String key) throws Exception {
    exchange("GET /b/" + key + " HTTP/1.1\r\n", "");
    var request = request();
    assertEquals("/b/" + key, request.rawPath());
    assertEquals(Optional.of("b"), request.bucket());
    assertEquals(Optional.of(key), request.key());
  }

  @Test
  void escapesAreDecodedOnce() throws Exception {
    exchange("GET /b/%2e%2e%2Fx%252F%C3%A9%00?a%26=b+c&acl HTTP/1.1\r\n", "");
    var request = request();
    assertEquals("/b/%2e%2e%2Fx%252F%C3%A9%00", request.rawPath());
    assertEquals("a%26=b+c&acl", request.rawQuery());
    assertEquals(Optional.of("../x%2Fé\0"), request.key());
    assertEquals(Optional.of("b c"), request.query().first("a&"));
    assertEquals(Optional.of(""), request.query().first("acl"));
  }

  @Test
  void headersArriveAsSent() throws Exception {
    exchange(
        "PUT / HTTP/1.1\r\nIf-Match: \"a\",\"b\"\r\nRange: bytes=-0\r\nExpires: never\r\n"
            + "User-Agent: x/1 (y;z)\r\nx-amz-meta-A: one\r\nX-Amz-Meta-a: two\r\n"
            + "Raw-Request-URI: /other\r\n",
        "12345");
    var request = request();
    assertEquals(Optional.of("\"a\",\"b\""), request.headers().first("if-match"));
    assertEquals(Optional.of("bytes=-0"), request.headers().first("range"));
    assertEquals(Optional.of("never"), request.headers().first("expires"));
    assertEquals(Optional.of("x/1 (y;z)"), request.headers().first("user-agent"));
    assertEquals(List.of("one", "two"), request.headers().all("x-amz-meta-a"));
    assertEquals(Optional.of("5"), request.headers().first("content-length"));
    assertEquals(OptionalLong.of(5), request.contentLength());
    assertEquals("/", request.rawPath());
    assertEquals("127.0.0.1", request.remoteAddress());
    assertTrue(request.requestId().matches("[0-9A-F]{16}"));
  }

  @Test
  void virtualHostsNameTheBucket() throws Exception {
    try (var client = new RawClient(server.port())) {
      client.send("GET /k HTTP/1.1\r\nHost: b.s3.test:9000\r\nConnection: close\r\n\r\n");
      client.readAll();
    }
    var request = request();
    assertEquals(Optional.of("b"), request.bucket());
    assertEquals(Optional.of("k"), request.key());
    assertEquals(Optional.of("b.s3.test:9000"), request.headers().first("host"));
  }

  @Test
  void continueIsSentOnlyWhenTheBodyIsPulled() throws Exception {
    var proceed = new CompletableFuture<Void>();
    handler =
        request ->
            proceed
                .thenCompose(go -> request.entity().collect(3))
                .thenApply(body -> S3Response.xml(200, body).with("x-body", "read"));
    try (var client = new RawClient(server.port())) {
      client.send(
          "PUT /b/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n"
              + "Expect: 100-continue\r\nConnection: close\r\n\r\n");
      request();
      assertTrue(client.isSilent(100));
      proceed.complete(null);
      assertTrue(client.readHead().startsWith("HTTP/1.1 100 "));
      var answer = client.send("abc").readAll();
      assertTrue(answer.startsWith("HTTP/1.1 200 ") && answer.endsWith("abc"), answer);
    }
  }

  @Test
  void earlyRefusalTakesThePlaceOfContinue() throws Exception {
    handler = request -> refuse();
    try (var client = new RawClient(server.port())) {
      client.send(
          "PUT /b/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n"
              + "Expect: 100-continue\r\n\r\n");
      assertRefused(client.readAll());
    }
  }

  @Test
  void earlyRefusalReachesAClientThatStillSends() throws Exception {
    handler = request -> refuse();
    var body = "x".repeat(4_000_000);
    try (var client = new RawClient(server.port())) {
      client.send(
          "PUT /b/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4000000\r\n"
              + "Connection: close\r\n\r\n"
              + body);
      assertRefused(client.readAll());
    }
  }

  @Test
  void refusalInTheMiddleOfABodyReachesTheClient() throws Exception {
    handler =
        request ->
            request
                .entity()
                .bytes()
                .<ByteString>map(
                    bytes -> {
                      throw new S3Exception(S3Error.AccessDenied);
                    })
                .runForeach(bytes -> {}, system)
                .thenApply(read -> S3Response.empty(200));
    try (var client = new RawClient(server.port())) {
      client.send(
          "PUT /b/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4000000\r\n"
              + "Connection: close\r\n\r\n"
              + "x".repeat(4_000_000));
      assertRefused(client.readAll());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: -3\r\n\r\nabc",
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabc",
        "GET /b/%zz HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /b/% HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET http://other/b/k HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "BREW / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET nonsense HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
      })
  void whatIsNotGoodHttpIsRefusedAsXml(String bytes) throws Exception {
    try (var client = new RawClient(server.port())) {
      var answer = client.send(bytes).readAll();
      assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
      assertTrue(answer.contains("<Error><Code>"), answer);
    }
    assertTrue(seen.isEmpty());
  }

  @Test
  void escapesThatAreNotUtf8AreRefused() throws Exception {
    var answer = exchange("GET /b/%FF HTTP/1.1\r\n", "");
    assertTrue(answer.contains("<Code>InvalidURI</Code>"), answer);
    assertTrue(exchange("GET /b/%C0%80 HTTP/1.1\r\n", "").contains("<Code>InvalidURI</Code>"));
  }

  @Test
  void keysAreBounded() throws Exception {
    exchange("GET /b/" + "%C3%A9".repeat(512) + " HTTP/1.1\r\n", "");
    assertEquals(Optional.of("é".repeat(512)), request().key());
    var answer = exchange("GET /b/a" + "%C3%A9".repeat(512) + " HTTP/1.1\r\n", "");
    assertTrue(answer.contains("<Code>KeyTooLongError</Code>"), answer);
  }

  @Test
  void longTargetsAndHeadersAreRefusedAndTheLongestAllowedAreNot() throws Exception {
    var allowed = exchange("GET /?" + "a".repeat(15_000) + " HTTP/1.1\r\n", "");
    assertTrue(allowed.startsWith("HTTP/1.1 200 "), allowed);
    var target = exchange("GET /?" + "a".repeat(17_000) + " HTTP/1.1\r\n", "");
    assertTrue(target.contains("<Code>InvalidURI</Code>"), target);
    var value = exchange("GET / HTTP/1.1\r\nx-amz-meta-a: " + "a".repeat(20_000) + "\r\n", "");
    assertTrue(value.contains("<Error>"), value);
    var many = exchange("GET / HTTP/1.1\r\n" + "x-a: b\r\n".repeat(300), "");
    assertTrue(many.contains("<Error>"), many);
  }

  @Test
  void headAnnouncesALengthWithoutABody() throws Exception {
    handler =
        request ->
            done(
                new S3Response(
                    200,
                    Map.of("Content-Type", "a/b", "ETag", "\"x\""),
                    new S3Response.LengthOnly(12_345)));
    var answer = exchange("HEAD /b/k HTTP/1.1\r\n", "");
    assertTrue(answer.contains("\r\nContent-Length: 12345\r\n"), answer);
    assertTrue(answer.contains("\r\nETag: \"x\"\r\n"), answer);
    assertTrue(answer.endsWith("\r\n\r\n"), answer);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void someStatusesHaveNoBody(int status) throws Exception {
    handler = request -> done(S3Response.empty(status));
    var answer = exchange("GET /b/k HTTP/1.1\r\n", "");
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertTrue(answer.endsWith("\r\n\r\n"), answer);
    assertFalse(answer.contains("Content-Type"), answer);
  }

  @Test
  void refusalOfHeadHasNoBody() throws Exception {
    handler = request -> refuse();
    var answer = exchange("HEAD /b/k HTTP/1.1\r\n", "");
    assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
    assertTrue(answer.endsWith("\r\n\r\n"), answer);
  }

  @Test
  void storedValuesCannotSplitAResponse() throws Exception {
    handler =
        request ->
            done(
                S3Response.empty(200)
                    .with("x-amz-meta-a", "b\r\nSet-Cookie: c=d")
                    .with("x-amz-meta-e\r\nEvil: f", "g")
                    .with("x-amz-meta-u", "é"));
    var answer = exchange("GET /b/k HTTP/1.1\r\n", "");
    assertTrue(answer.contains("\r\nx-amz-meta-a: b  Set-Cookie: c=d\r\n"), answer);
    assertTrue(answer.contains("\r\nx-amz-meta-u: =?UTF-8?B?w6k=?=\r\n"), answer);
    assertFalse(answer.contains("Evil"), answer);
  }

  @Test
  void faultsAreAnsweredWithoutDetails() throws Exception {
    handler =
        request -> {
          throw new IllegalStateException("secret detail");
        };
    var answer = exchange("GET /b/k?x HTTP/1.1\r\n", "");
    assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
    assertTrue(answer.contains("<Code>InternalError</Code>"), answer);
    assertTrue(answer.contains("<Resource>/b/k</Resource>"), answer);
    assertFalse(answer.contains("secret"), answer);
    assertTrue(answer.contains("\r\nServer: Coffer\r\n"), answer);
    assertTrue(answer.contains("\r\nx-amz-id-2: coffer/"), answer);
  }

  @Test
  void streamsAnObjectToAnOrdinaryClient() throws Exception {
    var part = ByteString.fromArray("0123456789".repeat(10_000).getBytes(StandardCharsets.UTF_8));
    handler =
        request ->
            done(
                new S3Response(
                    200,
                    Map.of("Content-Type", "text/plain"),
                    new S3Response.Streamed(1_000_000, Source.repeat(part).take(10))));
    try (var client = HttpClient.newHttpClient()) {
      var answer =
          client.send(
              java.net.http.HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + server.port() + "/b/k"))
                  .build(),
              BodyHandlers.ofByteArray());
      assertEquals(1_000_000, answer.body().length);
      assertEquals(Optional.of("text/plain"), answer.headers().firstValue("content-type"));
      assertEquals(
          Optional.of(request().requestId()), answer.headers().firstValue("x-amz-request-id"));
    }
  }

  @ParameterizedTest
  @CsvSource({"NhCmhg==, 400, BadDigest", "y/Q5Jg==, 200, 123456789", "y/Q5Jw==, 400, BadDigest"})
  void awsChunksInChunkedTransfer(String checksum, int status, String shown) throws Exception {
    handler =
        request ->
            Bodies.whole(
                    new S3Call(
                        request,
                        new Caller.Iam(Principal.root("000000000000"), "AKID", "s3"),
                        new PayloadSigning.UnsignedChunks()),
                    100)
                .thenApply(body -> S3Response.xml(200, body));
    var chunks = "9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:" + checksum + "\r\n\r\n";
    try (var client = new RawClient(server.port())) {
      client.send(
          "PUT /b/k HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
              + "Content-Encoding: aws-chunked\r\nx-amz-decoded-content-length: 9\r\n"
              + "x-amz-trailer: x-amz-checksum-crc32\r\nExpect: 100-continue\r\n"
              + "Connection: close\r\n\r\n");
      assertTrue(client.readHead().startsWith("HTTP/1.1 100 "));
      for (int at = 0; at < chunks.length(); at += 7) {
        var piece = chunks.substring(at, Math.min(at + 7, chunks.length()));
        client.send(Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n");
      }
      var answer = client.send("0\r\n\r\n").readAll();
      assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
      assertTrue(answer.contains(shown), answer);
    }
  }

  private static CompletionStage<S3Response> done(S3Response response) {
    return CompletableFuture.completedFuture(response);
  }

  private static CompletionStage<S3Response> refuse() {
    return CompletableFuture.failedFuture(new S3Exception(S3Error.AccessDenied));
  }

  private static void assertRefused(String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
    assertTrue(answer.contains("<Code>AccessDenied</Code>"), answer);
  }

  private S3Request request() throws InterruptedException {
    var request = seen.poll(10, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request arrived");
    }
    return request;
  }

  /** One request over a connection of its own; {@code head} ends behind its last header. */
  private String exchange(String head, String body) throws IOException {
    try (var client = new RawClient(server.port())) {
      return client
          .send(
              head
                  + "Host: 127.0.0.1\r\nConnection: close\r\n"
                  + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
                  + "\r\n"
                  + body)
          .readAll();
    }
  }
}
