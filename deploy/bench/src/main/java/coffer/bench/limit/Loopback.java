package coffer.bench.limit;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A TCP connection of this process with itself, over 127.0.0.1. */
final class Loopback implements AutoCloseable {
  static final int CHUNK_BYTES = 256 * 1024;

  private final Socket near;
  private final Socket far;
  private final byte[] chunk = new byte[CHUNK_BYTES];

  Loopback() throws IOException {
    try (var listening = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      near = new Socket(listening.getInetAddress(), listening.getLocalPort());
      far = listening.accept();
    }
    near.setTcpNoDelay(true);
    far.setTcpNoDelay(true);
    Thread.ofPlatform().daemon().start(this::echo);
  }

  /** Single bytes are sent back, chunks are not: their last byte is. */
  private void echo() {
    var buffer = new byte[CHUNK_BYTES];
    try {
      while (true) {
        int n = far.getInputStream().read(buffer);
        if (n < 0) {
          return;
        }
        if (buffer[n - 1] == 1) {
          far.getOutputStream().write(1);
        }
      }
    } catch (IOException closed) {
      // The measurement is over.
    }
  }

  void roundTrip() throws IOException {
    near.getOutputStream().write(1);
    if (near.getInputStream().read() < 0) {
      throw new EOFException();
    }
  }

  /** Sends {@link #CHUNK_BYTES}; what is in the sockets' buffers counts as sent. */
  void chunk() throws IOException {
    near.getOutputStream().write(chunk);
  }

  @Override
  public void close() throws IOException {
    near.close();
    far.close();
  }
}
