package coffer.node.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.peer.PeerException.Kind;
import coffer.node.peer.PeerHandler.Answer;
import coffer.node.tls.NodeName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls between two nodes over loopback, and what becomes of those that fail. */
final class PeerCallsTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // by JUnit
  private PeerNode one;

  @SuppressWarnings("NullAway.Init") // by JUnit
  private PeerNode two;

  @BeforeEach
  void startNodes() {
    var authority = PeerNode.authority(folder.resolve("ours"));
    one = new PeerNode(authority, "n1");
    two = new PeerNode(authority, "n2");
    two.server()
        .register(
            "/echo/", call -> CompletableFuture.completedFuture(new Answer.Whole(call.body())));
  }

  @AfterEach
  void stopNodes() {
    one.close();
    two.close();
  }

  @Test
  void aCallIsAnsweredAndSaysWhoCalls() {
    two.server()
        .register(
            "/who",
            call -> {
              var text = call.caller().uri() + " " + call.path() + " " + call.body().length;
              return CompletableFuture.completedFuture(
                  new Answer.Whole(text.getBytes(StandardCharsets.UTF_8)));
            });
    assertEquals(
        "coffer://c1/zone1-az1/n1 /me?x=1 3",
        new String(call("/who/me?x=1", new byte[3], LONG), StandardCharsets.UTF_8));
  }

  @Test
  void bodiesOfAllSizesComeBackWhole() {
    for (int size : new int[] {0, 1, 100, 20_000, 1 << 20, PeerCalls.BODY_BYTES_MAX}) {
      var body = new byte[size];
      Arrays.fill(body, (byte) size);
      assertArrayEquals(body, call("/echo/", body, LONG));
    }
  }

  @Test
  void manyCallsAtOnceAreAnswered() {
    var answers = new ArrayList<CompletableFuture<byte[]>>();
    for (int count = 0; count < 400; count++) {
      var body = new byte[] {(byte) count, (byte) (count >> 8)};
      answers.add(
          one.calls()
              .call(two.member(), "/echo/", body, LONG)
              .toCompletableFuture()
              .thenApply(
                  answer -> {
                    assertArrayEquals(body, answer);
                    return answer;
                  }));
    }
    answers.forEach(CompletableFuture::join);
    assertTrue(one.calls().reachable(two.member()));
  }

  @Test
  void connectionsAreUsedAgainThoughTheServerSendsTickets() {
    try (var relay = CountingRelay.to(two.server().port())) {
      var member = PeerNode.member("n2", relay.port());
      for (int round = 0; round < 50; round++) {
        var answers = new ArrayList<CompletableFuture<byte[]>>();
        for (int count = 0; count < 8; count++) {
          answers.add(
              one.calls().call(member, "/echo/", new byte[300], LONG).toCompletableFuture());
        }
        answers.forEach(CompletableFuture::join);
      }
      assertTrue(relay.connections() <= 16, relay.connections() + " connections for 400 calls");
    }
  }

  @Test
  void theLongestPrefixAnswers() {
    two.server().register("/echo/not", call -> refuse(404, "no echo"));
    var refused = failure("/echo/not/this", LONG);
    assertEquals(Kind.REFUSED, refused.kind());
    assertEquals(404, refused.status());
    assertEquals("no echo", refused.getMessage());
    assertArrayEquals(new byte[1], call("/echo/else", new byte[1], LONG));
    assertEquals(503, failure("/other", LONG).status());
  }

  @Test
  void aHandlerThatFailsLeavesTheCallUnknown() {
    two.server()
        .register("/fails", call -> CompletableFuture.failedFuture(new IOException("secret")));
    two.server()
        .register(
            "/throws",
            call -> {
              throw new IllegalStateException("secret");
            });
    for (var path : new String[] {"/fails", "/throws"}) {
      var failed = failure(path, LONG);
      assertEquals(Kind.UNKNOWN, failed.kind());
      assertFalse(failed.toString().contains("secret"));
    }
  }

  @Test
  void aNodeThatIsNotThereIsUnreached() throws IOException {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    var gone = PeerNode.member("n3", port);
    assertTrue(one.calls().reachable(gone));
    assertEquals(Kind.UNREACHED, failure(gone, "/echo/", LONG).kind());
    assertFalse(one.calls().reachable(gone));
  }

  @Test
  void aNodeThatHangsBeforeTheHandshakeIsUnreached() throws IOException {
    try (var silent = new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1"))) {
      var hung = PeerNode.member("n3", silent.getLocalPort());
      assertEquals(Kind.UNREACHED, failure(hung, "/echo/", SHORT).kind());
      assertFalse(one.calls().reachable(hung));
    }
  }

  @Test
  void callsThatTimeOutAreUnknownAndFreeTheirConnections() {
    var calls = new AtomicInteger();
    two.server()
        .register(
            "/never",
            call -> {
              calls.incrementAndGet();
              return new CompletableFuture<>();
            });
    for (int round = 0; round < 2; round++) {
      var late = new ArrayList<CompletableFuture<byte[]>>();
      for (int count = 0; count < PeerPool.CALLS; count++) {
        late.add(
            one.calls()
                .call(two.member(), "/never", new byte[10], Duration.ofSeconds(2))
                .toCompletableFuture());
      }
      for (var call : late) {
        assertEquals(Kind.UNKNOWN, kindOf(call));
      }
    }
    assertEquals(2 * PeerPool.CALLS, calls.get());
    assertFalse(one.calls().reachable(two.member()));
    assertArrayEquals(new byte[5], call("/echo/", new byte[5], LONG));
    assertTrue(one.calls().reachable(two.member()));
  }

  @Test
  void noMoreThanABoundedNumberOfCallsWaits() throws InterruptedException {
    var received = new CountDownLatch(PeerPool.CALLS);
    two.server()
        .register(
            "/never",
            call -> {
              received.countDown();
              return new CompletableFuture<>();
            });
    var calls = new ArrayList<CompletableFuture<byte[]>>();
    for (int count = 0; count < PeerPool.CALLS; count++) {
      calls.add(one.calls().call(two.member(), "/never", new byte[0], LONG).toCompletableFuture());
    }
    assertTrue(received.await(LONG.toSeconds(), TimeUnit.SECONDS));
    // These give up while all the others still hold their places.
    for (int count = 0; count < PeerPool.WAITING_MAX + 100; count++) {
      calls.add(
          one.calls()
              .call(two.member(), "/never", new byte[0], Duration.ofMillis(500))
              .toCompletableFuture());
    }
    var kinds = calls.stream().map(PeerCallsTest::kindOf).toList();
    assertEquals(PeerPool.CALLS, kinds.stream().filter(kind -> kind == Kind.UNKNOWN).count());
    assertTrue(kinds.stream().noneMatch(kind -> kind == Kind.REFUSED));
  }

  @Test
  void aCallAfterARestartDialsAnew() {
    assertArrayEquals(new byte[1], call("/echo/", new byte[1], LONG));
    two.server().close();
    assertEquals(Kind.UNREACHED, failure("/echo/", LONG).kind());
  }

  @Test
  void anotherNodeAtTheAddressIsRefused() {
    var moved = PeerNode.member("n9", two.member().port());
    assertEquals(Kind.UNREACHED, failure(moved, "/echo/", LONG).kind());
  }

  @Test
  void nodesOfAnotherAuthorityOrClusterGetNowhere() {
    var theirs = PeerNode.authority(folder.resolve("theirs"));
    var otherCluster = new NodeName("c2", PeerNode.ZONE, "n2");
    try (var forged = new PeerNode(theirs, "n1");
        var other = new PeerNode(PeerNode.authority(folder.resolve("ours")), otherCluster)) {
      for (var stranger : new PeerNode[] {forged, other}) {
        var call = stranger.calls().call(two.member(), "/echo/", new byte[1], LONG);
        assertEquals(Kind.UNREACHED, kindOf(call.toCompletableFuture()));
        assertEquals(Kind.UNREACHED, failure(stranger.member(), "/echo/", LONG).kind());
      }
    }
  }

  @Test
  void answersOfAnyLengthAreStreamed() throws IOException {
    int pieces = 300;
    two.server()
        .register(
            "/stream",
            call ->
                CompletableFuture.completedFuture(
                    new Answer.Streamed(
                        body -> {
                          for (int piece = 0; piece < pieces; piece++) {
                            var bytes = new byte[50_001];
                            Arrays.fill(bytes, (byte) piece);
                            body.write(bytes);
                          }
                        })));
    for (int round = 0; round < 3; round++) {
      try (var answer = one.calls().open(two.member(), "/stream?x", LONG)) {
        for (int piece = 0; piece < pieces; piece++) {
          var expected = new byte[50_001];
          Arrays.fill(expected, (byte) piece);
          assertArrayEquals(expected, answer.readNBytes(expected.length));
        }
        assertEquals(-1, answer.read());
      }
    }
  }

  @Test
  void aStreamThatFailsIsCutOffAndNotTakenForWhole() throws IOException {
    two.server()
        .register(
            "/cut",
            call ->
                CompletableFuture.completedFuture(
                    new Answer.Streamed(
                        body -> {
                          body.write(new byte[200_000]);
                          throw new IOException("disk");
                        })));
    try (var answer = one.calls().open(two.member(), "/cut", LONG)) {
      assertThrows(IOException.class, answer::readAllBytes);
    }
  }

  @Test
  void aRefusedStreamSaysWhy() {
    two.server().register("/gone", call -> refuse(404, "no such run"));
    var refused =
        assertThrows(PeerException.class, () -> one.calls().open(two.member(), "/gone", LONG));
    assertEquals(404, refused.status());
  }

  @Test
  void streamsThatAreNotReadToTheirEndFreeTheirConnections() throws IOException {
    two.server()
        .register(
            "/endless",
            call ->
                CompletableFuture.completedFuture(
                    new Answer.Streamed(
                        body -> {
                          while (!Thread.currentThread().isInterrupted()) {
                            body.write(new byte[10_000]);
                          }
                        })));
    for (int count = 0; count < 2 * PeerPool.STREAMS; count++) {
      try (var answer = one.calls().open(two.member(), "/endless", LONG)) {
        assertEquals(5_000, answer.readNBytes(5_000).length);
      }
    }
  }

  @Test
  void whatIsNoPathIsRefusedBeforeItIsSent() {
    for (var path : new String[] {"", "x", "/a b", "/a\r\nX: y", "/\u00e9"}) {
      assertThrows(IllegalArgumentException.class, () -> call(path, new byte[0], LONG), path);
    }
  }

  private static CompletableFuture<Answer> refuse(int status, String message) {
    return CompletableFuture.completedFuture(new Answer.Refused(status, message));
  }

  private byte[] call(String path, byte[] body, Duration timeout) {
    return one.calls().call(two.member(), path, body, timeout).toCompletableFuture().join();
  }

  private PeerException failure(String path, Duration timeout) {
    return failure(two.member(), path, timeout);
  }

  private PeerException failure(Member to, String path, Duration timeout) {
    return failureOf(one.calls().call(to, path, new byte[1], timeout).toCompletableFuture());
  }

  private static Kind kindOf(CompletableFuture<byte[]> call) {
    return failureOf(call).kind();
  }

  private static PeerException failureOf(CompletableFuture<byte[]> call) {
    var failed = assertThrows(CompletionException.class, call::join);
    return assertInstanceOf(PeerException.class, failed.getCause());
  }
}
