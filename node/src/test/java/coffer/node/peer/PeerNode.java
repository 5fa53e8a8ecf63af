package coffer.node.peer;

import coffer.kms.rootkey.RootKey;
import coffer.node.tls.ClusterAuthority;
import coffer.node.tls.NodeName;
import coffer.node.tls.NodeTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** What tests of calls between nodes start: on loopback, any free port. */
public final class PeerNode implements AutoCloseable {
  public static final String CLUSTER = "c1";
  public static final String ZONE = "zone1-az1";

  private final NodeTls tls;
  private final PeerServer server;
  private final HttpPeerCalls calls;

  public PeerNode(ClusterAuthority authority, String nodeId) {
    this(authority, new NodeName(CLUSTER, ZONE, nodeId));
  }

  public PeerNode(ClusterAuthority authority, NodeName name) {
    tls = new NodeTls(authority, name, List.of("127.0.0.1"));
    try {
      server = PeerServer.bind(tls, "127.0.0.1", 0);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    calls = new HttpPeerCalls(tls);
  }

  public static ClusterAuthority authority(Path folder) {
    return ClusterAuthority.open(folder, rootKey(), Clock.systemUTC());
  }

  public static RootKey rootKey() {
    var bytes = new byte[RootKey.BYTES];
    bytes[0] = 1;
    return RootKey.copyOf(bytes);
  }

  public NodeTls tls() {
    return tls;
  }

  public PeerServer server() {
    return server;
  }

  public HttpPeerCalls calls() {
    return calls;
  }

  public Member member() {
    return member(tls.name().node(), server.port());
  }

  public static Member member(String nodeId, int port) {
    return new Member(nodeId, ZONE, "127.0.0.1", port, "r-" + nodeId, Member.State.ACTIVE, "");
  }

  @Override
  public void close() {
    calls.close();
    server.close();
  }
}
