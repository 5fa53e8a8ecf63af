package coffer.bench.wire;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One kept-alive HTTP/1.1 connection with one request in flight; opened when it is first needed,
 * and again after a failure or where the server closes it. Not shared between threads.
 */
final class Connection implements AutoCloseable {
  private static final int LINE_BYTES_MAX = 64 * 1024;
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final int SILENCE_MILLIS_MAX = 120_000;

  private final Endpoint endpoint;
  private final SSLSocketFactory tls;
  private final byte[] scratch = new byte[BUFFER_BYTES];
  private @Nullable Wire wire;

  /**
   * The head of a response.
   *
   * @param error status and content where the status is 300 or more, else empty
   */
  record Response(int status, String etag, String error) {}

  /** An open one. */
  record Wire(Socket socket, InputStream in, OutputStream out) {}

  Connection(Endpoint endpoint, SSLSocketFactory tls) {
    this.endpoint = endpoint;
    this.tls = tls;
  }

  private Wire open() throws IOException {
    var socket = new Socket(endpoint.host(), endpoint.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(SILENCE_MILLIS_MAX);
    if (endpoint.tls()) {
      var secure = (SSLSocket) tls.createSocket(socket, endpoint.host(), endpoint.port(), true);
      var parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      socket = secure;
    }
    return new Wire(
        socket,
        new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES),
        socket.getOutputStream());
  }

  /** Opens it, if it is not open. */
  Wire connect() throws IOException {
    var used = wire;
    if (used == null) {
      used = open();
      wire = used;
    }
    return used;
  }

  /**
   * Sends head and body in as few writes as it takes, and reads the answer.
   *
   * @param headOnly whether the answer is one to HEAD: a length is announced and nothing follows
   * @param content takes the content of an answer whose status is below 300
   */
  Response exchange(byte[] head, Body body, boolean headOnly, Content content) throws IOException {
    var used = connect();
    try {
      if (head.length + body.length() <= scratch.length) {
        System.arraycopy(head, 0, scratch, 0, head.length);
        body.copyTo(scratch, head.length);
        used.out.write(scratch, 0, head.length + (int) body.length());
      } else {
        used.out.write(head);
        body.writeTo(used.out);
      }
      return read(used.in, headOnly, content);
    } catch (IOException failed) {
      close();
      throw failed;
    }
  }

  private Response read(InputStream in, boolean headOnly, Content content) throws IOException {
    int status = Integer.parseInt(line(in).substring(9, 12));
    long length = 0;
    boolean chunked = false;
    boolean closing = false;
    var etag = "";
    for (var header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      var value = header.substring(colon + 1).strip();
      switch (header.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = Long.parseLong(value);
        case "etag" -> etag = value;
        case "transfer-encoding" -> chunked = true;
        case "connection" -> closing = value.equalsIgnoreCase("close");
        default -> {}
      }
    }
    var error = new Content.Text();
    var taker = status >= 300 ? error : content;
    if (headOnly || status == 204) {
      length = 0;
    } else if (chunked) {
      for (long size = chunkSize(in); size > 0; size = chunkSize(in)) {
        copy(in, size, taker);
        line(in);
      }
      while (!line(in).isEmpty()) {
        continue;
      }
    } else {
      copy(in, length, taker);
    }
    if (closing) {
      close();
    }
    return new Response(status, etag, status >= 300 ? status + " " + error : "");
  }

  private static long chunkSize(InputStream in) throws IOException {
    return Long.parseLong(line(in).split(";", 2)[0].strip(), 16);
  }

  private void copy(InputStream in, long length, Content content) throws IOException {
    for (long left = length; left > 0; ) {
      int n = in.read(scratch, 0, (int) Math.min(scratch.length, left));
      if (n < 0) {
        throw new EOFException("the connection ended inside a response");
      }
      content.take(scratch, 0, n);
      left -= n;
    }
  }

  /** One line without its end; RFC 9112 lets nothing but ASCII matter here. */
  static String line(InputStream in) throws IOException {
    var text = new byte[256];
    int used = 0;
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || used == LINE_BYTES_MAX) {
        throw new EOFException("the connection ended inside a line");
      }
      if (used == text.length) {
        text = Arrays.copyOf(text, used * 2);
      }
      text[used++] = (byte) next;
    }
    int end = used > 0 && text[used - 1] == '\r' ? used - 1 : used;
    return new String(text, 0, end, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    if (wire != null) {
      try {
        wire.socket.close();
      } catch (IOException alreadyGone) {
        // Nothing waits for it.
      }
      wire = null;
    }
  }
}
