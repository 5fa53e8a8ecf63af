package coffer.rig.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes TCP connections on to a port of loopback, until it is told not to. */
final class ClientProxy implements AutoCloseable {
  private static final int BACKLOG = 128;
  private static final int BUFFER_BYTES = 64 << 10;

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  private ClientProxy(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  static ClientProxy to(int target) throws IOException {
    var proxy =
        new ClientProxy(new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1")), target);
    Thread.ofVirtual().start(proxy::accept);
    return proxy;
  }

  int port() {
    return server.getLocalPort();
  }

  /** While cut, nothing passes: connections stay open and silent, and new ones are. */
  void cut(boolean now) {
    synchronized (this) {
      cut = now;
      notifyAll();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException closed) {
        // The loop ends with the socket.
      }
    }
  }

  private void connect(Socket client) {
    try {
      awaitUncut();
      var node = new Socket(InetAddress.getByName("127.0.0.1"), target);
      open.add(node);
      Thread.ofVirtual().start(() -> pass(client, node));
      pass(node, client);
    } catch (IOException refused) {
      end(client);
    }
  }

  private void pass(Socket from, Socket to) {
    var buffer = new byte[BUFFER_BYTES];
    try {
      for (int length = from.getInputStream().read(buffer);
          length >= 0;
          length = from.getInputStream().read(buffer)) {
        awaitUncut();
        to.getOutputStream().write(buffer, 0, length);
      }
    } catch (IOException ended) {
      // Both ends go with it.
    }
    end(from);
    end(to);
  }

  private void awaitUncut() throws IOException {
    synchronized (this) {
      while (cut && !server.isClosed()) {
        try {
          wait(1000);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted", interrupted);
        }
      }
    }
  }

  private void end(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException ignored) {
      // It is gone.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException ignored) {
      // It is gone.
    }
    open.forEach(this::end);
    cut(false);
  }
}
