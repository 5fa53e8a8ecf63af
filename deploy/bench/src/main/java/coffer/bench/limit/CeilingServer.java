package coffer.bench.limit;

import coffer.bench.wire.Content;
import coffer.bench.wire.Endpoint;
import coffer.bench.wire.Incoming;
import coffer.bench.wire.PlainWire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Answers every request at once and keeps nothing: what is measured against it is the client and
 * the loopback, the most that any server could reach with this client on this machine. Listens on
 * 127.0.0.1 only; a thread for each connection.
 */
public final class CeilingServer implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final ServerSocketChannel listening;
  private final Endpoint endpoint;

  public CeilingServer() throws IOException {
    var loopback = InetAddress.getByName("127.0.0.1");
    listening = ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0), BACKLOG);
    endpoint = new Endpoint(false, "127.0.0.1", listening.socket().getLocalPort());
    Thread.ofPlatform().daemon().start(this::accept);
  }

  /** Where it answers. */
  public Endpoint endpoint() {
    return endpoint;
  }

  private void accept() {
    try {
      while (true) {
        var channel = listening.accept();
        Thread.ofPlatform().daemon().start(() -> serve(channel));
      }
    } catch (IOException closed) {
      // Closed: the run is over.
    }
  }

  private void serve(SocketChannel channel) {
    try (var wire = new PlainWire(channel)) {
      var in = new Incoming(wire);
      while (true) {
        var request = in.line();
        long length = 0;
        var range = "";
        for (var header = in.line(); !header.isEmpty(); header = in.line()) {
          if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
            length = Long.parseLong(header.substring(15).strip());
          } else if (header.regionMatches(true, 0, "range:", 0, 6)) {
            range = header.substring(6).strip();
          }
        }
        in.content(length, new Content.Skipped());
        int blank = request.indexOf(' ');
        var answer =
            Answer.to(
                request.substring(0, blank),
                request.substring(blank + 1, request.lastIndexOf(' ')),
                range);
        var head =
            "HTTP/1.1 "
                + answer.status()
                + " Stub\r\nETag: \"stub\"\r\nContent-Length: "
                + answer.count()
                + "\r\n\r\n";
        wire.write(
            answer
                .body()
                .behind(head.getBytes(StandardCharsets.ISO_8859_1), answer.from(), answer.count()));
      }
    } catch (IOException gone) {
      // The client is done with this connection.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
