package coffer.node.replication;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;

/**
 * The transport of a voter that has no peers: it opens no port and calls nobody. A single node thus
 * needs no certificate to be safe and starts without gRPC's threads; entries come in through the
 * server object in the same process. Its quorum is its own disk, so that nothing is lost by it.
 *
 * <p>Public with a public constructor since Ratis makes it by class name.
 */
public final class LoneVoterRpc implements RpcType {

  @Override
  public String name() {
    return LoneVoterRpc.class.getName();
  }

  @Override
  public RpcFactory newFactory(Parameters parameters) {
    return new Factory();
  }

  private static final class Factory implements ServerFactory {
    @Override
    public RaftServerRpc newRaftServerRpc(RaftServer server) {
      return new Silent();
    }

    @Override
    public RpcType getRpcType() {
      return new LoneVoterRpc();
    }
  }

  private static final class Silent implements RaftServerRpc {
    @Override
    public RpcType getRpcType() {
      return new LoneVoterRpc();
    }

    @Override
    public void start() {}

    @Override
    public void close() {}

    /** Not listened on. */
    @Override
    public InetSocketAddress getInetSocketAddress() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    public void handleException(RaftPeerId peer, Exception exception, boolean reconnect) {}

    @Override
    public void addRaftPeers(Collection<RaftPeer> peers) {}

    @Override
    public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
      throw noPeers();
    }

    @Override
    public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request)
        throws IOException {
      throw noPeers();
    }

    @Override
    public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request)
        throws IOException {
      throw noPeers();
    }

    @Override
    public StartLeaderElectionReplyProto startLeaderElection(
        StartLeaderElectionRequestProto request) throws IOException {
      throw noPeers();
    }

    private static IOException noPeers() {
      return new IOException("a lone voter has no peers");
    }
  }
}
