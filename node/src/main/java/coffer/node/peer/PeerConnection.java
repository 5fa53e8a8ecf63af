package coffer.node.peer;

import coffer.node.peer.PeerException.Kind;
import coffer.node.tls.NodeTls;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/**
 * One HTTP/1.1 connection to a node: one exchange at a time. Blocks; {@link #abort} from another
 * thread ends whatever waits.
 */
final class PeerConnection {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final SocketChannel channel;
  private final long dialled = System.nanoTime();
  private volatile long idleSince = dialled;
  private volatile SSLSocket socket;
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = OutputStream.nullOutputStream();

  @SuppressWarnings("NullAway.Init") // the socket is there after the handshake
  private PeerConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /** A socket that is not connected yet, which {@link #abort} can already close. */
  static PeerConnection unconnected() throws IOException {
    return new PeerConnection(SocketChannel.open());
  }

  /**
   * Connects and shakes hands. Nothing was sent when this fails.
   *
   * @throws PeerException when another node than {@code to} is there
   */
  void connect(NodeTls tls, Member to, int timeoutMillis) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    var address = new InetSocketAddress(to.host(), to.port());
    if (address.isUnresolved()) {
      throw new IOException("unknown host");
    }
    channel.socket().connect(address, timeoutMillis);
    var made =
        (SSLSocket)
            tls.context()
                .getSocketFactory()
                .createSocket(channel.socket(), to.host(), to.port(), true);
    made.setSSLParameters(NodeTls.clientParameters());
    made.setUseClientMode(true);
    made.startHandshake();
    var name = NodeTls.peer(made.getSession());
    if (name.filter(found -> found.node().equals(to.nodeId()) && found.zone().equals(to.zone()))
        .isEmpty()) {
      throw new PeerException(
          Kind.UNREACHED, 0, "another node answers at the address of " + to.nodeId());
    }
    socket = made;
    in = new BufferedInputStream(made.getInputStream(), BUFFER_BYTES);
    out = new BufferedOutputStream(made.getOutputStream(), BUFFER_BYTES);
  }

  void send(String method, Member to, String path, byte[] body) throws IOException {
    var head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: "
            + (to.host().indexOf(':') < 0 ? to.host() : "[" + to.host() + "]")
            + ":"
            + to.port()
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
  }

  AnswerHead readHead() throws IOException {
    return AnswerHead.read(in);
  }

  /** A body of known length. */
  byte[] readBody(int length) throws IOException {
    var body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the answer was cut off");
    }
    return body;
  }

  InputStream in() {
    return in;
  }

  /** Bounds each wait for bytes; 0 for none. */
  void waitAtMost(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  /** To be called when an exchange is over. */
  void idle() {
    idleSince = System.nanoTime();
  }

  /** Whether it was used a moment ago. */
  boolean fresh(long idleSecondsMax) {
    return System.nanoTime() - idleSince < TimeUnit.SECONDS.toNanos(idleSecondsMax);
  }

  /** Whether another exchange can be made; nobody else may use it meanwhile. */
  boolean usable(long idleSecondsMax, long ageSecondsMax) {
    return fresh(idleSecondsMax)
        && System.nanoTime() - dialled < TimeUnit.SECONDS.toNanos(ageSecondsMax)
        && silent();
  }

  /**
   * Whether the other side has neither closed the connection nor said a thing: between two
   * exchanges all it could say is goodbye, or give a ticket for a later session (RFC 8446, 4.6.1),
   * which often comes behind the first answer.
   */
  private boolean silent() {
    try {
      return channel.socket().getInputStream().available() > 0 ? onlyTickets() : open();
    } catch (IOException closed) {
      return false;
    }
  }

  private boolean onlyTickets() throws IOException {
    waitAtMost(1);
    try {
      in.read();
      return false;
    } catch (SocketTimeoutException silence) {
      waitAtMost(0);
      return open();
    }
  }

  private boolean open() throws IOException {
    channel.configureBlocking(false);
    try {
      return channel.read(ByteBuffer.allocate(1)) == 0;
    } finally {
      channel.configureBlocking(true);
    }
  }

  /** At once, with no goodbye that could block. */
  void abort() {
    try {
      channel.close();
    } catch (IOException ignored) {
      // It is gone either way.
    }
  }
}
