package coffer.node.replication;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;
import org.apache.ratis.server.protocol.TermIndex;

/**
 * What the leaders of this process know of their followers.
 *
 * <p>Ratis 3.3 calls a replica "caught up" when it was taken in as a voter, and never one that was
 * taken in as a listener. A leader tells a replica that has not caught up that it is being
 * initialised, so that it neither votes nor stands for election, even once it was made a voter; and
 * when it is silent while another one is taken in, all such replicas are no longer written to. Here
 * every member of the present configuration counts as caught up.
 */
final class Followers {
  static final String KEY = "coffer.followers";

  private static final Method CATCH_UP = catchUp();

  private record Id(RaftGroupId group, RaftPeerId peer) {}

  private final Map<Id, FollowerInfo> infos = new ConcurrentHashMap<>();

  /** How far a follower's log agrees with its leader's here; -1 when nothing is known. */
  long matchIndex(RaftGroupId group, RaftPeerId peer) {
    var info = infos.get(new Id(group, peer));
    return info == null ? -1 : info.getMatchIndex();
  }

  LeaderState watch(RaftServer.Division division, LeaderState leader, FollowerInfo follower) {
    infos.put(new Id(division.getGroup().getGroupId(), follower.getId()), follower);
    return new Watched(division, leader);
  }

  private static Method catchUp() {
    try {
      var method =
          Class.forName("org.apache.ratis.server.impl.FollowerInfoImpl")
              .getDeclaredMethod("catchUp");
      method.setAccessible(true);
      return method;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("another version of Ratis than this was written for", e);
    }
  }

  private record Watched(RaftServer.Division division, LeaderState leader) implements LeaderState {

    @Override
    public AppendEntriesRequestProto newAppendEntriesRequestProto(
        FollowerInfo follower, List<LogEntryProto> entries, TermIndex previous, long call) {
      if (leader.isFollowerBootstrapping(follower) && isMember(follower)) {
        try {
          CATCH_UP.invoke(follower);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
      return leader.newAppendEntriesRequestProto(follower, entries, previous, call);
    }

    private boolean isMember(FollowerInfo follower) {
      var configuration = division.getRaftConf();
      return configuration.getCurrentPeers(RaftPeerRole.FOLLOWER).stream()
              .anyMatch(peer -> peer.getId().equals(follower.getId()))
          || configuration.getCurrentPeers(RaftPeerRole.LISTENER).stream()
              .anyMatch(peer -> peer.getId().equals(follower.getId()));
    }

    @Override
    public void restart(LogAppender appender) {
      leader.restart(appender);
    }

    @Override
    public void checkHealth(FollowerInfo follower) {
      leader.checkHealth(follower);
    }

    @Override
    public boolean onFollowerTerm(FollowerInfo follower, long term) {
      return leader.onFollowerTerm(follower, term);
    }

    @Override
    public void onFollowerCommitIndex(FollowerInfo follower, long index) {
      leader.onFollowerCommitIndex(follower, index);
    }

    @Override
    public void onFollowerSuccessAppendEntries(FollowerInfo follower) {
      leader.onFollowerSuccessAppendEntries(follower);
    }

    @Override
    public boolean isFollowerBootstrapping(FollowerInfo follower) {
      return leader.isFollowerBootstrapping(follower);
    }

    @Override
    public void onAppendEntriesReply(LogAppender appender, AppendEntriesReplyProto reply) {
      leader.onAppendEntriesReply(appender, reply);
    }
  }
}
