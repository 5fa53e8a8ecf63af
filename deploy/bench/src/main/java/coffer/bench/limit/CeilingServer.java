package coffer.bench.limit;

import coffer.bench.wire.Endpoint;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Answers every request at once and keeps nothing: what is measured against it is the client and
 * the loopback, the most that any server could reach with this client on this machine. Listens on
 * 127.0.0.1 only; a thread for each connection.
 */
public final class CeilingServer implements AutoCloseable {
  private static final int LINE_BYTES_MAX = 16 * 1024;
  private static final int BUFFER_BYTES = 256 * 1024;

  private final ServerSocket listening;

  public CeilingServer() throws IOException {
    listening = new ServerSocket(0, 1024, InetAddress.getByName("127.0.0.1"));
    Thread.ofPlatform().daemon().start(this::accept);
  }

  /** Where it answers. */
  public Endpoint endpoint() {
    return new Endpoint(false, "127.0.0.1", listening.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        var socket = listening.accept();
        Thread.ofPlatform().daemon().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // Closed: the run is over.
    }
  }

  private void serve(Socket socket) {
    var scratch = new byte[BUFFER_BYTES];
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
      var out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
      for (var request = line(in); !request.isEmpty(); request = line(in)) {
        long length = 0;
        var range = "";
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
          if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
            length = Long.parseLong(header.substring(15).strip());
          } else if (header.regionMatches(true, 0, "range:", 0, 6)) {
            range = header.substring(6).strip();
          }
        }
        skip(in, length, scratch);
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
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        answer.body().writeTo(out, answer.from(), answer.count());
        out.flush();
      }
    } catch (IOException gone) {
      // The client is done with this connection.
    }
  }

  private static void skip(InputStream in, long length, byte[] scratch) throws IOException {
    for (long left = length; left > 0; ) {
      int n = in.read(scratch, 0, (int) Math.min(left, scratch.length));
      if (n < 0) {
        throw new EOFException();
      }
      left -= n;
    }
  }

  /** Empty at the end of the stream. */
  private static String line(InputStream in) throws IOException {
    var text = new StringBuilder(128);
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (text.length() == LINE_BYTES_MAX) {
        throw new IOException("a line is too long");
      }
      if (next != '\r') {
        text.append((char) next);
      }
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
