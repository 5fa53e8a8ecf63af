package coffer.bench.wire;

import java.io.IOException;
import java.util.Locale;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One kept-alive HTTP/1.1 connection with one request in flight; opened when it is first needed,
 * and again after a failure or where the server closes it. Not shared between threads.
 */
final class Connection implements AutoCloseable {
  private final Endpoint endpoint;
  private final SSLSocketFactory tls;
  private final Silence silence;
  private @Nullable Open open;

  /**
   * The head of a response.
   *
   * @param error status and content where the status is 300 or more, else empty
   */
  record Response(int status, String etag, String error) {}

  private record Open(Wire wire, Incoming in) {}

  Connection(Endpoint endpoint, SSLSocketFactory tls) {
    this(endpoint, tls, Silence.USUAL);
  }

  Connection(Endpoint endpoint, SSLSocketFactory tls, Silence silence) {
    this.endpoint = endpoint;
    this.tls = tls;
    this.silence = silence;
  }

  /** Opens it, if it is not open. */
  void connect() throws IOException {
    used();
  }

  private Open used() throws IOException {
    var used = open;
    if (used == null) {
      Wire wire = endpoint.tls() ? TlsWire.to(endpoint, tls) : PlainWire.to(endpoint, silence);
      used = new Open(wire, new Incoming(wire));
      open = used;
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
    var used = used();
    try {
      used.wire.write(body.behind(head, 0, body.length()));
      return read(used.in, headOnly, content);
    } catch (IOException failed) {
      close();
      throw failed;
    }
  }

  private Response read(Incoming in, boolean headOnly, Content content) throws IOException {
    int status = Integer.parseInt(in.line().substring(9, 12));
    long length = 0;
    boolean chunked = false;
    boolean closing = false;
    var etag = "";
    for (var header = in.line(); !header.isEmpty(); header = in.line()) {
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
        in.content(size, taker);
        in.line();
      }
      while (!in.line().isEmpty()) {
        continue;
      }
    } else {
      in.content(length, taker);
    }
    if (closing) {
      close();
    }
    return new Response(status, etag, status >= 300 ? status + " " + error : "");
  }

  private static long chunkSize(Incoming in) throws IOException {
    return Long.parseLong(in.line().split(";", 2)[0].strip(), 16);
  }

  @Override
  public void close() {
    var used = open;
    if (used != null) {
      try {
        used.wire.close();
      } catch (IOException alreadyGone) {
        // Nothing waits for it.
      }
      open = null;
    }
  }
}
