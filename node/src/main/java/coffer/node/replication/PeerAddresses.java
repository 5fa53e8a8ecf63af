package coffer.node.replication;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.grpc.server.GrpcServicesImpl;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.util.PeerProxyMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the transport of this process dials. Ratis 3.3 keeps the first address that it ever saw of
 * a peer; the log of a node that was alone at first begins with a configuration that has none, and
 * a node may move.
 */
final class PeerAddresses {
  static final String KEY = "coffer.addresses";

  private static final Field PEERS = field(PeerProxyMap.class, "peers");

  private volatile @Nullable GrpcServicesImpl rpc;

  void attach(GrpcServices services) {
    rpc = (GrpcServicesImpl) services;
  }

  /** Closes connections to other addresses than the given ones. */
  synchronized void update(Iterable<RaftPeer> peers) {
    var services = rpc;
    if (services == null) {
      return;
    }
    for (var peer : peers) {
      var address = peer.getAddress();
      if (address != null && !address.isEmpty() && !peer.getId().equals(services.getId())) {
        update(services.getProxies(), peer, address);
      }
    }
  }

  private static void update(PeerProxyMap<?> proxies, RaftPeer peer, String address) {
    try {
      var known = (Map<?, ?>) PEERS.get(proxies);
      var present = known.get(peer.getId());
      if (present != null && !address.equals(dialled(present).getAddress())) {
        // Closes the connection; what it puts in its place has none yet.
        proxies.resetProxy(peer.getId());
        known.remove(peer.getId());
      }
      proxies.addRaftPeers(List.of(peer));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RaftPeer dialled(Object peerAndProxy) throws IllegalAccessException {
    return (RaftPeer) field(peerAndProxy.getClass(), "peer").get(peerAndProxy);
  }

  private static Field field(Class<?> type, String name) {
    try {
      var field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("another version of Ratis than this was written for", e);
    }
  }
}
