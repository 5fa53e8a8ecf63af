package coffer.rig.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A program: {@code serve ADDRESS} echoes bytes, {@code call ADDRESS} sends one and waits. */
final class Echo {
  static final int PORT = 9000;
  private static final int PATIENCE_MS = 500;

  private Echo() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments[0].equals("call")) {
      call(arguments[1]);
    } else {
      serve(arguments[1]);
    }
  }

  private static void call(String address) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, PORT), PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      socket.getOutputStream().write(1);
      if (socket.getInputStream().read() != 1) {
        throw new IOException("no echo");
      }
    }
  }

  private static void serve(String address) throws IOException {
    try (var server = new ServerSocket(PORT, 50, InetAddress.getByName(address))) {
      System.out.println("listening");
      System.out.flush();
      while (true) {
        var socket = server.accept();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (socket) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                  } catch (IOException ended) {
                    // The caller went away.
                  }
                });
      }
    }
  }

  /** The name of a node's namespace. */
  static String spaceOf(NamespaceNetwork network, NodeId node) {
    return network.inside(node, java.util.List.of()).get(1).replaceFirst(".*/", "");
  }
}
