package coffer.bench.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that sends what each test says. */
final class ConnectionTest {
  private static final byte[] REQUEST = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8);

  private static final Silence SILENCE = new Silence(Duration.ofSeconds(1));

  private ServerSocket listening;
  private Connection connection;

  @BeforeEach
  void listen() throws IOException {
    listening = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    connection =
        new Connection(
            new Endpoint(false, "127.0.0.1", listening.getLocalPort()), Trust.usual(), SILENCE);
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
    listening.close();
  }

  /** Sends each answer as a request comes, all on one connection, and closes it. */
  private void answering(String... answers) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (var socket = listening.accept()) {
                for (var answer : answers) {
                  socket.getInputStream().readNBytes(REQUEST.length);
                  socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                }
              } catch (IOException gone) {
                throw new IllegalStateException(gone);
              }
            });
  }

  private String text(boolean headOnly) throws IOException {
    var content = new Content.Text();
    var answer = connection.exchange(REQUEST, Body.EMPTY, headOnly, content);
    return answer.status() + answer.etag() + ":" + content + answer.error();
  }

  @Test
  void readsOneAnswerAfterAnother() throws IOException {
    answering(
        "HTTP/1.1 200 OK\r\netag: \"e\"\r\ncontent-length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 503 Slow Down\r\nContent-Length: 4\r\n\r\nbusy");
    assertEquals("200\"e\":abc", text(false));
    assertEquals("200:abcde", text(false));
    assertEquals("200:", text(true));
    assertEquals("204:", text(false));
    assertEquals("503:503 busy", text(false));
  }

  @Test
  void takesApartWhatComesInPieces() throws IOException {
    var content = "x".repeat(600_000);
    answering(
        "HTTP/1.1 200 OK\r\nx: "
            + "y".repeat(60_000)
            + "\r\nContent-Length: 600000\r\n\r\n"
            + content);
    assertEquals("200:" + content, text(false));
  }

  @Test
  void cutsAConnectionThatSaysNothing() {
    // The system takes the connection, and nobody the request.
    var cut = assertThrows(IOException.class, () -> text(false));
    assertEquals("the server said nothing for 1 s", cut.getMessage());
  }

  @Test
  void saysWhenAnAnswerIsCutOff() {
    answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc");
    assertThrows(EOFException.class, () -> text(false));
  }
}
