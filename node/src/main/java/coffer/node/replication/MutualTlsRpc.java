package coffer.node.replication;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;
import org.apache.ratis.server.protocol.TermIndex;

/**
 * The transport of replicas that have peers: Ratis' gRPC, with {@link Followers} between it and the
 * leader, and {@link PeerAddresses} under it.
 *
 * <p>Public with a public constructor since Ratis makes it by class name.
 */
public final class MutualTlsRpc implements RpcType {

  @Override
  public String name() {
    return MutualTlsRpc.class.getName();
  }

  @Override
  public RpcFactory newFactory(Parameters parameters) {
    return new Factory(parameters);
  }

  private static final class Factory extends GrpcFactory {
    private final Followers followers;
    private final PeerAddresses addresses;

    Factory(Parameters parameters) {
      super(parameters);
      followers = parameters.getNonNull(Followers.KEY, Followers.class);
      addresses = parameters.getNonNull(PeerAddresses.KEY, PeerAddresses.class);
    }

    @Override
    public GrpcServices newRaftServerRpc(RaftServer server) {
      var rpc = super.newRaftServerRpc(server);
      addresses.attach(rpc);
      return rpc;
    }

    @Override
    public LogAppender newLogAppender(
        RaftServer.Division division, LeaderState leader, FollowerInfo follower) {
      return new Appender(division, followers.watch(division, leader, follower), follower);
    }
  }

  /** Asks a follower that fetches a snapshot how far it is, but not all the time. */
  private static final class Appender extends GrpcLogAppender {
    private static final long SNAPSHOT_PAUSE_MS = 50;

    private long lastAsked = System.nanoTime() - SNAPSHOT_PAUSE_MS * 1_000_000;

    Appender(RaftServer.Division division, LeaderState leader, FollowerInfo follower) {
      super(division, leader, follower);
    }

    /** Called by this appender's thread alone, once in each of its rounds. */
    @Override
    @SuppressWarnings("NullAway") // the library's contract: null for no need
    public TermIndex shouldNotifyToInstallSnapshot() {
      var first = super.shouldNotifyToInstallSnapshot();
      if (first != null) {
        var elapsed = (System.nanoTime() - lastAsked) / 1_000_000;
        try {
          Thread.sleep(Math.max(0, SNAPSHOT_PAUSE_MS - elapsed));
        } catch (InterruptedException stopping) {
          Thread.currentThread().interrupt();
        }
        lastAsked = System.nanoTime();
      }
      return first;
    }
  }
}
