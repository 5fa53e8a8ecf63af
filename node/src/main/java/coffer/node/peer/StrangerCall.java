package coffer.node.peer;

import coffer.node.peer.PeerException.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** One call of a node that has no certificate yet, over a connection of its own. Blocks. */
public final class StrangerCall {
  private StrangerCall() {}

  /**
   * @param context decides whom to trust
   * @param timeoutMillis for connecting, and for each wait for an answer
   * @throws PeerException when the node refuses
   */
  public static byte[] post(
      SSLContext context, String host, int port, String path, byte[] body, int timeoutMillis)
      throws IOException {
    try (var plain = new Socket()) {
      var address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        throw new IOException("unknown host");
      }
      plain.connect(address, timeoutMillis);
      plain.setSoTimeout(timeoutMillis);
      try (var socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
        socket.setEnabledProtocols(new String[] {"TLSv1.3"});
        socket.startHandshake();
        var head =
            "POST "
                + path
                + " HTTP/1.1\r\nHost: node\r\nContent-Length: "
                + body.length
                + "\r\n\r\n";
        var out = socket.getOutputStream();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        return answer(new BufferedInputStream(socket.getInputStream()));
      }
    }
  }

  private static byte[] answer(BufferedInputStream in) throws IOException {
    var head = AnswerHead.read(in);
    if (head.length() < 0 || head.length() > PeerCalls.BODY_BYTES_MAX) {
      throw new IOException("the answer has no acceptable length");
    }
    var answer = in.readNBytes((int) head.length());
    if (answer.length < head.length()) {
      throw new IOException("the answer was cut off");
    }
    if (head.status() != 200) {
      throw new PeerException(
          head.refused() ? Kind.REFUSED : Kind.UNKNOWN,
          head.refused() ? head.status() : 0,
          "the node answered " + head.status());
    }
    return answer;
  }
}
