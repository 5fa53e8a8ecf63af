package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Connections that ask for more than a server has: memory, stack, time. The server runs with the
 * heap it has by default, and goes on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileConnectionIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n";

  /** Most of those that a server with such a heap accepts. */
  private static final int CONNECTIONS = 700;

  private StartedServer server;
  private RawClient raw;
  private String bucket;

  @BeforeAll
  void start() throws Exception {
    server = StartedServer.start();
    raw = new RawClient(server.endpoint());
    try (var s3 = server.s3()) {
      bucket = DirectoryBuckets.create(s3, "connections");
    }
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
  }

  @AfterEach
  void theServerAnswersAndNothingIsStored() throws Exception {
    var listing = raw.root("GET", "/" + bucket + "?list-type=2", Map.of(), new byte[0]);
    assertEquals(200, listing.statusCode(), listing.body());
    assertEquals("0", RawClient.element(listing.body(), "KeyCount"), listing.body());
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void send(Socket to, String text) throws IOException {
    to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    to.getOutputStream().flush();
  }

  private static void closeAll(Iterable<? extends Closeable> sockets) throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredOneByOne() throws Exception {
    int requests = 3_000;
    try (var socket = connect()) {
      send(socket, (GET + "\r\n").repeat(requests - 1) + GET + "Connection: close\r\n\r\n");
      var answers = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answers);
      var text = answers.toString(StandardCharsets.ISO_8859_1);
      assertEquals(requests, text.split("HTTP/1\\.1 403 ", -1).length - 1);
    }
  }

  @Test
  void answersThatNobodyReadsDoNotFillTheHeap() throws Exception {
    sendFromMany((GET + "\r\n").repeat(10_000));
  }

  @Test
  void refusedUploadsDoNotFillTheHeap() throws Exception {
    sendFromMany(
        "PUT /"
            + bucket
            + "/x HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n"
            + "b".repeat(300_000));
  }

  /** As much as goes without waiting for the server, whose answers are never read. */
  private void sendFromMany(String text) throws Exception {
    var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), this.server.port());
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    var unsent = new HashMap<SocketChannel, ByteBuffer>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        var channel = SocketChannel.open(server);
        channel.configureBlocking(false);
        unsent.put(channel, bytes.duplicate());
      }
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (System.nanoTime() < deadline
          && unsent.values().stream().anyMatch(Buffer::hasRemaining)) {
        unsent.forEach(HostileConnectionIT::write);
      }
      theServerAnswersAndNothingIsStored();
    } finally {
      closeAll(unsent.keySet());
    }
  }

  private static void write(SocketChannel to, ByteBuffer unsent) {
    try {
      to.write(unsent);
    } catch (IOException cut) {
      unsent.position(unsent.limit());
    }
  }

  @Test
  void unfinishedHeadsDoNotFillTheHeap() throws Exception {
    var sockets = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 200; i++) {
        var socket = connect();
        sockets.add(socket);
        sendUntilCut(socket, GET + ("X-Some: " + "v".repeat(15_000) + "\r\n").repeat(250));
      }
      try (var answered = connect()) {
        send(answered, GET + ("X-Some: " + "v".repeat(8_000) + "\r\n").repeat(6));
        var answer =
            new String(answered.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertTrue(answer.contains("RequestHeaderSectionTooLarge"), answer);
      }
    } finally {
      closeAll(sockets);
    }
  }

  @Test
  void idleConnectionsLeaveRoomForOthers() throws Exception {
    var sockets = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 800; i++) {
        var socket = connect();
        sockets.add(socket);
        send(socket, GET);
      }
      theServerAnswersAndNothingIsStored();
    } finally {
      closeAll(sockets);
    }
  }

  @Test
  void stalledUploadsDoNotFillTheHeap() throws Exception {
    var sockets = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 300; i++) {
        var target = "/" + bucket + "/stalled-" + i;
        var head =
            new StringBuilder("PUT " + target + " HTTP/1.1\r\nContent-Length: 100000000\r\n");
        var signed = raw.unsignedPayload("PUT", target);
        signed.forEach(
            (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        var socket = connect();
        sockets.add(socket);
        sendUntilCut(socket, head + "\r\n" + "b".repeat(500_000));
      }
      theServerAnswersAndNothingIsStored();
    } finally {
      closeAll(sockets);
    }
    var again =
        raw.root("PUT", "/" + bucket + "/after", Map.of(), new byte[2_000_000]).statusCode();
    raw.root("DELETE", "/" + bucket + "/after", Map.of(), new byte[0]);
    assertEquals(200, again);
  }

  @Test
  void stalledDownloadsDoNotFillTheHeap() throws Exception {
    var target = "/" + bucket + "/large";
    assertEquals(200, raw.root("PUT", target, Map.of(), new byte[20_000_000]).statusCode());
    var head = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
    raw.unsignedPayload("GET", target)
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    var sockets = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 300; i++) {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        sockets.add(socket);
        send(socket, head + "\r\n");
      }
      var meanwhile = raw.root("HEAD", target, Map.of(), new byte[0]);
      assertEquals(200, meanwhile.statusCode());
    } finally {
      closeAll(sockets);
    }
    assertEquals(204, raw.root("DELETE", target, Map.of(), new byte[0]).statusCode());
  }

  /** A server that has refused may reset the connection before it has read everything. */
  private static void sendUntilCut(Socket socket, String text) {
    try {
      send(socket, text);
    } catch (IOException cut) {
      assertTrue(socket.isConnected(), cut.toString());
    }
  }
}
