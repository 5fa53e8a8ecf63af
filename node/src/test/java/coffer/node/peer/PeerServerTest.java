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
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.pekko.actor.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes on the wire that no node sends: nobody handles them, and nothing is told. */
final class PeerServerTest {
  @SuppressWarnings("NullAway.Init") // by JUnit
  private static ActorSystem system;

  @TempDir private Path folder;

  private final AtomicInteger handled = new AtomicInteger();

  @SuppressWarnings("NullAway.Init") // by JUnit
  private PeerNode node;

  @SuppressWarnings("NullAway.Init") // by JUnit
  private PeerNode other;

  @BeforeAll
  static void startActors() {
    system = PeerNode.actorSystem("wire");
  }

  @AfterAll
  static void stopActors() {
    system.terminate();
  }

  @BeforeEach
  void startNodes() {
    var authority = PeerNode.authority(folder);
    node = new PeerNode(system, authority, "n1");
    other = new PeerNode(system, authority, "n2");
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

  private String exchange(String request) throws IOException {
    try (var plain = new Socket("127.0.0.1", node.server().port());
        var socket =
            (SSLSocket)
                other
                    .tls()
                    .context()
                    .getSocketFactory()
                    .createSocket(plain, "127.0.0.1", node.server().port(), true)) {
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
