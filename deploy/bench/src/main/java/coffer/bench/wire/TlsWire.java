package coffer.bench.wire;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** With TLS, the server's name checked. */
final class TlsWire implements Wire {
  private static final int SILENCE_MILLIS_MAX = (int) Silence.USUAL.limit().toMillis();
  private static final int WRITE_BYTES = 256 * 1024;

  private final SSLSocket socket;
  private final byte[] scratch = new byte[WRITE_BYTES];

  private TlsWire(SSLSocket socket) {
    this.socket = socket;
  }

  /** Connects and shakes hands. */
  static TlsWire to(Endpoint endpoint, SSLSocketFactory tls) throws IOException {
    var plain = new Socket(endpoint.host(), endpoint.port());
    plain.setTcpNoDelay(true);
    plain.setSoTimeout(SILENCE_MILLIS_MAX);
    var secure = (SSLSocket) tls.createSocket(plain, endpoint.host(), endpoint.port(), true);
    var parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return new TlsWire(secure);
  }

  @Override
  public ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int n = socket.getInputStream().read(into.array(), into.position(), into.remaining());
    if (n > 0) {
      into.position(into.position() + n);
    }
    return n;
  }

  @Override
  public void write(ByteBuffer... pieces) throws IOException {
    int used = 0;
    for (var piece : pieces) {
      while (piece.hasRemaining()) {
        if (used == scratch.length) {
          socket.getOutputStream().write(scratch, 0, used);
          used = 0;
        }
        int some = Math.min(piece.remaining(), scratch.length - used);
        piece.get(scratch, used, some);
        used += some;
      }
    }
    socket.getOutputStream().write(scratch, 0, used);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
