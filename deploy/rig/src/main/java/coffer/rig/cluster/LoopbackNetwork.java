package coffer.rig.cluster;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where namespaces are not allowed: all nodes on loopback, and a proxy in the rig before each S3
 * port. Nodes dial each other where they listen, so that only what clients send can be broken.
 */
final class LoopbackNetwork implements NodeNetwork {
  private static final String LOOPBACK = "127.0.0.1";

  /** Peers use three ports from the lowest on. */
  private static final int PORTS_BETWEEN_NODES = 3;

  private record Ports(int s3, int cluster, ClientProxy proxy) {}

  private final String reason;
  private final Map<NodeId, Ports> ports = new HashMap<>();

  private LoopbackNetwork(String reason) {
    this.reason = reason;
  }

  /**
   * @param reason why there are no namespaces
   */
  static LoopbackNetwork create(Topology topology, String reason) throws IOException {
    var network = new LoopbackNetwork(reason);
    try {
      for (var node : topology.nodes()) {
        var s3 = freePorts(1);
        network.ports.put(node, new Ports(s3, freePorts(PORTS_BETWEEN_NODES), ClientProxy.to(s3)));
      }
      return network;
    } catch (IOException failed) {
      network.close();
      throw failed;
    }
  }

  private static int freePorts(int count) throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      try (var socket = new ServerSocket(0, 1, java.net.InetAddress.getByName(LOOPBACK))) {
        var first = socket.getLocalPort();
        if (first + count < 65_536 && free(first + 1, count - 1)) {
          return first;
        }
      }
    }
    throw new IOException("no free ports");
  }

  private static boolean free(int first, int count) {
    for (int port = first; port < first + count; port++) {
      try (var socket = new ServerSocket(port, 1, java.net.InetAddress.getByName(LOOPBACK))) {
        socket.getLocalPort();
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }

  private Ports ports(NodeId node) {
    var found = ports.get(node);
    if (found == null) {
      throw new IllegalArgumentException("no node " + node);
    }
    return found;
  }

  @Override
  public String describe() {
    return "loopback with a proxy for each node's clients, since "
        + reason
        + "; links between nodes are not broken";
  }

  @Override
  public String host(NodeId node) {
    return LOOPBACK;
  }

  @Override
  public int s3Port(NodeId node) {
    return ports(node).s3();
  }

  @Override
  public int clusterPort(NodeId node) {
    return ports(node).cluster();
  }

  @Override
  public URI endpoint(NodeId node) {
    return URI.create("http://" + LOOPBACK + ":" + ports(node).proxy().port());
  }

  @Override
  public List<String> inside(NodeId node, List<String> command) {
    return List.copyOf(command);
  }

  @Override
  public boolean breaksPeers() {
    return false;
  }

  @Override
  public Undo cut(NodeId from, NodeId to) {
    throw unsupported();
  }

  @Override
  public Undo lose(NodeId node, double probability) {
    throw unsupported();
  }

  @Override
  public Undo slow(NodeId node, long kilobitsPerSecond) {
    throw unsupported();
  }

  @Override
  public Undo cutClients(NodeId node) {
    ports(node).proxy().cut(true);
    return () -> ports(node).proxy().cut(false);
  }

  @Override
  public Undo delay(NodeId node, Duration delay, Duration jitter) {
    throw unsupported();
  }

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException("links between nodes cannot be broken on loopback");
  }

  @Override
  public void close() {
    ports.values().forEach(each -> each.proxy().close());
  }
}
