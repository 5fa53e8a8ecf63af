package coffer.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection with one request in flight. Reads a response whole and keeps
 * its last bytes.
 */
final class Connection implements AutoCloseable {
  private static final int LINE_BYTES_MAX = 16 * 1024;

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private final byte[] scratch = new byte[256 * 1024];

  /**
   * @param body the whole body up to 256 KiB, otherwise empty: larger ones are read and counted
   *     only
   */
  record Response(int status, long length, String etag, byte[] body) {}

  Connection(String host, int port) throws IOException {
    socket = new Socket(host, port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000);
    out = socket.getOutputStream();
    in = new BufferedInputStream(socket.getInputStream(), 256 * 1024);
  }

  /** Sends head and body in as few writes as it takes, and reads the answer. */
  Response exchange(byte[] head, byte[] body) throws IOException {
    if (head.length + body.length <= scratch.length) {
      System.arraycopy(head, 0, scratch, 0, head.length);
      System.arraycopy(body, 0, scratch, head.length, body.length);
      out.write(scratch, 0, head.length + body.length);
    } else {
      out.write(head);
      out.write(body);
    }
    return read();
  }

  /** For HEAD: headers announce a length and no content follows. */
  int exchangeHead(byte[] head) throws IOException {
    out.write(head);
    int status = Integer.parseInt(line().substring(9, 12));
    while (!line().isEmpty()) {
      continue;
    }
    return status;
  }

  private Response read() throws IOException {
    var statusLine = line();
    int status = Integer.parseInt(statusLine.substring(9, 12));
    long length = 0;
    boolean chunked = false;
    var etag = "";
    for (var header = line(); !header.isEmpty(); header = line()) {
      var lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(header.substring(15).trim());
      } else if (lower.startsWith("etag:")) {
        etag = header.substring(5).trim();
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = true;
      }
    }
    if (chunked) {
      throw new IOException("the server answered in chunks, which this client does not read");
    }
    var kept = new byte[length <= scratch.length ? (int) length : 0];
    long left = length;
    int at = 0;
    while (left > 0) {
      int n = in.read(scratch, 0, (int) Math.min(scratch.length, left));
      if (n < 0) {
        throw new EOFException();
      }
      if (kept.length > 0) {
        System.arraycopy(scratch, 0, kept, at, n);
        at += n;
      }
      left -= n;
    }
    return new Response(status, length, etag, kept);
  }

  private String line() throws IOException {
    var text = new byte[256];
    int used = 0;
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || used == LINE_BYTES_MAX) {
        throw new EOFException("the connection ended inside a line");
      }
      if (used == text.length) {
        text = java.util.Arrays.copyOf(text, used * 2);
      }
      text[used++] = (byte) next;
    }
    int end = used > 0 && text[used - 1] == '\r' ? used - 1 : used;
    return new String(text, 0, end, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
