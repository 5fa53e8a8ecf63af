package coffer.node.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.peer.PeerHandler.Answer;
import coffer.node.tls.NodeTls;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes on the wire that no node sends: nobody handles them, and nothing is told. */
final class PeerServerTest {
  @TempDir private Path folder;

  private final AtomicInteger handled = new AtomicInteger();

  @SuppressWarnings("NullAway.Init") // by JUnit
  private PeerNode node;

  @SuppressWarnings("NullAway.Init") // by JUnit
  private PeerNode other;

  @BeforeEach
  void startNodes() {
    var authority = PeerNode.authority(folder);
    node = new PeerNode(authority, "n1");
    other = new PeerNode(authority, "n2");
    node.server()
        .register(
            "/",
            call -> {
              handled.incrementAndGet();
              return CompletableFuture.completedFuture(new Answer.Whole(call.body()));
            });
  }

  @AfterEach
  void stopNodes() {
    node.close();
    other.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense, and more of it\r\n\r\n",
        "GET /x\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
        "POST /x HTTP/3.0\r\nHost: a\r\n\r\n",
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\r\n\r\n",
      })
  void whatIsNoCallClosesTheConnection(String request) throws IOException {
    var answer = exchange(request);
    assertTrue(
        answer.isEmpty() || answer.startsWith("HTTP/1.1 4") || answer.startsWith("HTTP/1.1 5"),
        answer);
    assertTrue(answer.isEmpty() || answer.endsWith("\r\n\r\n"), answer);
    assertEquals(0, handled.get());
  }

  @Test
  void aCallOfANodeIsHandled() throws IOException {
    var answer =
        exchange("POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab");
    assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
    assertTrue(answer.endsWith("\r\n\r\nab"), answer);
    assertFalse(answer.toLowerCase(Locale.ROOT).contains("server:"), answer);
    assertEquals(1, handled.get());
  }

  @Test
  void plainHttpGetsNoAnswer() throws IOException {
    try (var socket = new Socket("127.0.0.1", node.server().port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertFalse(readAll(socket.getInputStream()).contains("HTTP"));
    }
    assertEquals(0, handled.get());
  }

  @Test
  void whoCallsAgainBeforeTheAnswerIsCutOff() throws IOException {
    var unanswered = new CompletableFuture<Answer>();
    node.server().register("/slow", call -> unanswered);
    var one = "POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na";
    assertEquals("", exchange(one + one));
    unanswered.complete(new Answer.Whole(new byte[0]));
  }

  @Test
  void aHeadOfManyHeadersOrOfALongPathIsRefused() throws IOException {
    var many = "POST /x HTTP/1.1\r\n" + "A: b\r\n".repeat(17) + "Content-Length: 1\r\n\r\na";
    assertTrue(exchange(many).startsWith("HTTP/1.1 431 "));
    var line = "POST /" + "x".repeat(5_000) + " HTTP/1.1\r\nContent-Length: 1\r\n\r\na";
    assertTrue(exchange(line).startsWith("HTTP/1.1 414 "));
    var value = "POST /x HTTP/1.1\r\nA: " + "b".repeat(9_000) + "\r\nContent-Length: 1\r\n\r\na";
    assertTrue(exchange(value).startsWith("HTTP/1.1 431 "));
    assertEquals(0, handled.get());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "POST /x HTTP/1.1\r\nHost:",
        "POST /x HTTP/1.1\r\nContent-Length: 9\r\n\r\nab",
        "POST /slow HTTP/1.1\r\nContent-Length: 1\r\n\r\na",
      })
  void whoLetsTheNodeWaitIsCutOff(String request) throws IOException {
    try (var impatient = PeerServer.bind(node.tls(), "127.0.0.1", 0, Duration.ofMillis(300))) {
      impatient.register("/x", call -> CompletableFuture.failedFuture(new IOException()));
      impatient.register("/slow", call -> new CompletableFuture<>());
      assertEquals("", exchange(impatient.port(), request));
    }
  }

  private String exchange(String request) throws IOException {
    return exchange(node.server().port(), request);
  }

  private String exchange(int port, String request) throws IOException {
    try (var plain = new Socket("127.0.0.1", port);
        var socket =
            (SSLSocket)
                other
                    .tls()
                    .context()
                    .getSocketFactory()
                    .createSocket(plain, "127.0.0.1", port, true)) {
      plain.setSoTimeout(10_000);
      socket.setSSLParameters(NodeTls.clientParameters());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return readAll(socket.getInputStream());
    }
  }

  /** Until the other side closes, in whatever way. */
  private static String readAll(InputStream in) throws IOException {
    var text = new StringBuilder();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        text.append((char) next);
      }
    } catch (SSLException | SocketException cut) {
      // Closed as well.
    }
    return text.toString();
  }
}
