package coffer.node.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands before a port of this machine, and counts who connects. */
final class CountingRelay implements AutoCloseable {
  private final ServerSocket listening;
  private final int port;
  private final List<Socket> accepted = new CopyOnWriteArrayList<>();

  private CountingRelay(ServerSocket listening, int port) {
    this.listening = listening;
    this.port = port;
    Thread.ofVirtual().start(this::accept);
  }

  static CountingRelay to(int port) {
    try {
      return new CountingRelay(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), port);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  int port() {
    return listening.getLocalPort();
  }

  int connections() {
    return accepted.size();
  }

  private void accept() {
    try {
      while (true) {
        var from = listening.accept();
        accepted.add(from);
        var to = new Socket(InetAddress.getLoopbackAddress(), port);
        from.setTcpNoDelay(true);
        to.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> copy(from, to));
        Thread.ofVirtual().start(() -> copy(to, from));
      }
    } catch (IOException closed) {
      accepted.forEach(CountingRelay::close);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException over) {
      close(from);
    }
    close(to);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException ignored) {
      // It is gone either way.
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
