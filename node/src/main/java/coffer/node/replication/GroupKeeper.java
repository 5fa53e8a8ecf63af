package coffer.node.replication;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.LeaderElectionManagementRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the replicas of this process in the roles that their configurations give them, which Ratis
 * 3.3 does at a start alone:
 *
 * <ul>
 *   <li>a listener that was taken in while it ran, or a voter that was made a listener, stands for
 *       election like a voter, finds itself not to be one, and closes: its elections are paused;
 *   <li>a replica that closed, being no member any more, is opened again and waits;
 *   <li>one whose log takes nothing more is closed: it would go on leading others, or be told of
 *       entries in vain;
 *   <li>a member that moved is dialled at its new address ({@link PeerAddresses}).
 * </ul>
 */
final class GroupKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupKeeper.class);

  /** Below the shortest election timeout, which a replica waits before it stands for election. */
  private static final long PAUSE_MS = 200;

  /** One that closes again and again is opened ever less often. */
  private static final long REOPEN_MS_MIN = 500;

  private static final long REOPEN_MS_MAX = 10_000;

  private final RaftServer server;
  private final Collection<RatisLog> logs;
  private final PeerAddresses addresses;
  private final ClientId client = ClientId.randomId();
  private final Map<RaftGroupId, Reopening> reopenings = new HashMap<>();

  /** The divisions whose elections are paused; a replica that was reopened is another one. */
  private final Map<RaftGroupId, RaftServer.Division> paused = new HashMap<>();

  private final Thread thread;

  private record Reopening(long pauseMs, long notBefore) {}

  GroupKeeper(RaftServer server, Collection<RatisLog> logs, PeerAddresses addresses) {
    this.server = server;
    this.logs = logs;
    this.addresses = addresses;
    thread = Thread.ofVirtual().name("raft-roles").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        for (var log : logs) {
          try {
            keep(log);
          } catch (IOException | RuntimeException e) {
            LOG.warn("a replica of {} is not in order: {}", log.group(), e.toString());
          }
        }
        Thread.sleep(PAUSE_MS);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep(RatisLog log) throws IOException {
    if (!log.writable()) {
      // A lone voter's rows can still be read.
      if (isPresent(log.group()) && !log.loneVoter()) {
        LOG.warn("the replica of {} is closed, as its log takes nothing more", log.group());
        remove(log);
      }
      return;
    }
    RaftServer.Division division;
    try {
      division = server.getDivision(log.group());
    } catch (IOException missing) {
      // Its last opening failed.
      reopen(log);
      return;
    }
    var configuration = division.getRaftConf();
    addresses.update(configuration.getAllPeers(RaftPeerRole.FOLLOWER));
    addresses.update(configuration.getAllPeers(RaftPeerRole.LISTENER));
    log.check(division.getInfo());
    var state = division.getInfo().getLifeCycleState();
    if (state == LifeCycle.State.RUNNING) {
      pauseElections(
          log,
          division,
          configuration.getAllPeers(RaftPeerRole.FOLLOWER).stream()
              .map(RaftPeer::getId)
              .noneMatch(server.getId()::equals));
    } else if (state == LifeCycle.State.CLOSED) {
      reopen(log);
    }
  }

  private void pauseElections(RatisLog log, RaftServer.Division division, boolean pause)
      throws IOException {
    if (pause == (paused.get(log.group()) == division)) {
      return;
    }
    var request =
        pause
            ? LeaderElectionManagementRequest.newPause(client, server.getId(), log.group(), 0)
            : LeaderElectionManagementRequest.newResume(client, server.getId(), log.group(), 0);
    server.leaderElectionManagement(request);
    if (pause) {
      paused.put(log.group(), division);
    } else {
      paused.remove(log.group());
    }
  }

  private void reopen(RatisLog log) throws IOException {
    var now = System.nanoTime();
    var last = reopenings.get(log.group());
    if (last != null && now - last.notBefore < 0) {
      return;
    }
    var pause = last == null ? REOPEN_MS_MIN : Math.min(REOPEN_MS_MAX, 2 * last.pauseMs);
    reopenings.put(log.group(), new Reopening(pause, now + pause * 1_000_000));
    LOG.info("the replica of {} closed itself, and is opened again", log.group());
    if (isPresent(log.group())) {
      remove(log);
    }
    server.groupManagement(
        GroupManagementRequest.newAdd(
            client, server.getId(), 0, RaftGroup.valueOf(log.group()), false));
  }

  private void remove(RatisLog log) throws IOException {
    server.groupManagement(
        GroupManagementRequest.newRemove(client, server.getId(), 0, log.group(), false, false));
  }

  private boolean isPresent(RaftGroupId id) {
    for (var group : server.getGroupIds()) {
      if (group.equals(id)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
