package coffer.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Answers every request at once and keeps nothing: what is measured against it is the client and
 * the loopback, the most that any server could reach with this client on this machine. Listens on
 * 127.0.0.1 only; a thread for each connection.
 */
final class CeilingServer implements AutoCloseable {
  private static final int LINE_BYTES_MAX = 16 * 1024;
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] SESSION =
      ("<CreateSessionResult><Credentials><AccessKeyId>ceiling</AccessKeyId>"
              + "<SecretAccessKey>ceiling</SecretAccessKey><SessionToken>"
              + "t".repeat(256)
              + "</SessionToken></Credentials></CreateSessionResult>")
          .getBytes(StandardCharsets.UTF_8);

  private final ServerSocket listening;
  private final byte[] got;

  /**
   * @param bytes size of what every GET of an object answers
   */
  CeilingServer(int bytes) throws IOException {
    listening = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    got = response(new byte[bytes]);
    Thread.ofPlatform().daemon().start(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
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
    var session = response(SESSION);
    var empty = response(new byte[0]);
    var scratch = new byte[256 * 1024];
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream(), scratch.length);
      var out = socket.getOutputStream();
      for (var request = line(in); !request.isEmpty(); request = line(in)) {
        long length = 0;
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
          if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
            length = Long.parseLong(header.substring(15).trim());
          }
        }
        for (long left = length; left > 0; ) {
          int n = in.read(scratch, 0, (int) Math.min(left, scratch.length));
          if (n < 0) {
            throw new EOFException();
          }
          left -= n;
        }
        var get = request.toUpperCase(Locale.ROOT).startsWith("GET ");
        out.write(request.contains("?session") ? session : get ? got : empty);
      }
    } catch (IOException gone) {
      // The client is done with this connection.
    }
  }

  private static byte[] response(byte[] body) {
    var head =
        ("HTTP/1.1 200 OK\r\nETag: \"ceiling\"\r\nContent-Length: " + body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    var whole = new byte[head.length + body.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    return whole;
  }

  /** Empty at the end of the stream. */
  private static String line(InputStream in) throws IOException {
    var text = new StringBuilder(128);
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (text.length() == LINE_BYTES_MAX) {
        throw new IOException("a line is too long");
      }
      if (next != CRLF[0]) {
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
