package coffer.node.topology;

import coffer.node.peer.Member;
import coffer.node.peer.Members;
import coffer.node.replication.LogMembers;
import coffer.node.replication.LogPeer;
import coffer.node.replication.ReplicatedLog;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the replicas of the groups that this node leads: takes new nodes in, lets those go
 * that have left, and replaces voters that have been silent for long. One change at a time, on a
 * thread of its own.
 */
public final class TopologyKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopologyKeeper.class);
  private static final long INTERVAL_MS = 500;

  /** A voter may be away for this long, for a restart or a repair, before another takes over. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

  private final Members members;
  private final ReplicatedLog region;
  private final ReplicatedLog zone;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("coffer-topology").daemon().factory());

  public TopologyKeeper(Members members, ReplicatedLog region, ReplicatedLog zone) {
    this.members = members;
    this.region = region;
    this.zone = zone;
    thread.scheduleWithFixedDelay(this::look, INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    var self = members.self();
    if (!members.all().contains(self)) {
      return;
    }
    look("region", region, answering(members.all()), true);
    look("zone", zone, answering(members.ofZone(self.zone())), false);
  }

  /** A group would wait in vain for a node that is not up yet. */
  private static List<Member> answering(List<Member> all) {
    return all.stream().filter(member -> member.state() != Member.State.JOINING).toList();
  }

  private void look(String name, ReplicatedLog log, List<Member> candidates, boolean spread) {
    try {
      if (!log.leadership().leader()) {
        return;
      }
      var now = log.members();
      var present = now.voters().stream().map(LogPeer::id).toList();
      var silent = silent(log);
      var wished =
          spread
              ? VoterPolicy.ofRegion(candidates, present, silent)
              : VoterPolicy.ofZone(candidates, present, silent);
      var change = VoterPolicy.change(now, wished, members.self().raftPeer());
      if (change.isPresent()) {
        change(name, log, now, change.get());
      }
    } catch (RuntimeException failed) {
      LOG.info("the replicas of {} stay as they are for now: {}", name, failed.toString());
    }
  }

  private Set<String> silent(ReplicatedLog log) {
    var silent = new HashSet<String>();
    log.silences()
        .forEach(
            (peer, silence) -> {
              if (silence.compareTo(SILENCE_MAX) > 0) {
                silent.add(peer);
              }
            });
    return silent;
  }

  private void change(String name, ReplicatedLog log, LogMembers now, LogMembers wished) {
    LOG.info("replicas of {}: from {} to {}", name, told(now), told(wished));
    log.changeMembers(wished).toCompletableFuture().join();
  }

  private String told(LogMembers replicas) {
    return replicas.voters().stream().map(this::told).toList()
        + " and listening "
        + replicas.listeners().stream().map(this::told).toList();
  }

  private String told(LogPeer peer) {
    return members
        .byRaftPeer(peer.id())
        .map(member -> member.zone() + "/" + member.nodeId().substring(0, 8))
        .orElse(peer.id());
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
