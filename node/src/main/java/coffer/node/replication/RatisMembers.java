package coffer.node.replication;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.apache.ratis.protocol.exceptions.SetConfigurationException;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * Who keeps a group's log, as its replica here knows, and changes of that.
 *
 * <p>Voters are added one at a time: were half of a configuration new to it, and the leader gone in
 * the middle of the change, the new ones could refuse to vote for good.
 */
final class RatisMembers {
  private static final long CHANGE_MS = 60_000;

  /** The log takes no entries so long. */
  private static final long TRANSFER_MS = 1_400;

  private static final long RETRY_MS = 50;

  /** A listener this close to the leader's log may become a voter. */
  private static final long BEHIND_MAX = 1_000;

  private final RaftServer server;
  private final RaftGroupId group;
  private final Followers followers;
  private final ClientId client;
  private final LongSupplier calls;
  private final AtomicBoolean changing = new AtomicBoolean();

  RatisMembers(
      RaftServer server,
      RaftGroupId group,
      Followers followers,
      ClientId client,
      LongSupplier calls) {
    this.server = server;
    this.group = group;
    this.followers = followers;
    this.client = client;
    this.calls = calls;
  }

  LogMembers members() {
    try {
      var configuration = server.getDivision(group).getRaftConf();
      return new LogMembers(
          peers(configuration.getCurrentPeers(RaftPeerRole.FOLLOWER)),
          peers(configuration.getCurrentPeers(RaftPeerRole.LISTENER)));
    } catch (IOException e) {
      return new LogMembers(List.of(), List.of());
    }
  }

  /** Whether no other replica could have acknowledged anything. */
  boolean loneVoter() {
    try {
      var configuration = server.getDivision(group).getRaftConf();
      var voters = configuration.getCurrentPeers(RaftPeerRole.FOLLOWER);
      return configuration.getPreviousPeers(RaftPeerRole.FOLLOWER).isEmpty()
          && voters.size() == 1
          && voters.iterator().next().getId().equals(server.getId());
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The other voters while this replica is one of them, is in that term, and no change of members
   * is under way.
   */
  Optional<List<String>> otherVoters(long term) {
    try {
      var division = server.getDivision(group);
      var configuration = division.getRaftConf();
      var voters =
          configuration.getCurrentPeers(RaftPeerRole.FOLLOWER).stream()
              .map(peer -> peer.getId().toString())
              .toList();
      var self = server.getId().toString();
      if (division.getInfo().getCurrentTerm() != term
          || !voters.contains(self)
          || !configuration.getPreviousPeers(RaftPeerRole.FOLLOWER).isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(voters.stream().filter(voter -> !voter.equals(self)).toList());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  Optional<VoterTerm> voterTerm() {
    try {
      var info = server.getDivision(group).getInfo();
      return info.isAlive()
          ? Optional.of(new VoterTerm(server.getId().toString(), info.getCurrentTerm()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  Optional<String> leader() {
    try {
      return Optional.ofNullable(server.getDivision(group).getInfo().getLeaderId())
          .map(RaftPeerId::toString);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  Map<String, Duration> silences() {
    try {
      var role = server.getDivision(group).getInfo().getRoleInfoProto();
      var silences = new HashMap<String, Duration>();
      for (var follower : role.getLeaderInfo().getFollowerInfoList()) {
        silences.put(
            RaftPeerId.valueOf(follower.getId().getId()).toString(),
            Duration.ofMillis(follower.getLastRpcElapsedTimeMs()));
      }
      return Map.copyOf(silences);
    } catch (IOException e) {
      return Map.of();
    }
  }

  CompletableFuture<Void> transfer(String peer) {
    var request =
        new TransferLeadershipRequest(
            client,
            server.getId(),
            group,
            calls.getAsLong(),
            RaftPeerId.valueOf(peer),
            TRANSFER_MS);
    try {
      return server
          .transferLeadershipAsync(request)
          .orTimeout(2 * TRANSFER_MS, TimeUnit.MILLISECONDS)
          .handle((reply, failure) -> done("leadership was not handed on", reply, failure));
    } catch (IOException e) {
      return failed("leadership was not handed on", false, e);
    }
  }

  private static @Nullable Void done(
      String what, @Nullable RaftClientReply reply, @Nullable Throwable failure) {
    if (reply == null) {
      throw new ProposalException(what, true, failure);
    }
    if (!reply.isSuccess()) {
      throw new ProposalException(what, true, reply.getException());
    }
    return null;
  }

  CompletableFuture<Void> change(LogMembers target) {
    if (target.voters().isEmpty()) {
      throw new IllegalArgumentException("a log has a voter");
    }
    if (!changing.compareAndSet(false, true)) {
      return failed("another change of members is under way", false, null);
    }
    var done = new CompletableFuture<Void>();
    Thread.ofVirtual()
        .name("members-" + group)
        .start(
            () -> {
              var failure = changed(target);
              // First, since whoever is told may ask for another change at once.
              changing.set(false);
              if (failure.isEmpty()) {
                done.complete(null);
              } else {
                done.completeExceptionally(failure.get());
              }
            });
    return done;
  }

  private Optional<Throwable> changed(LogMembers target) {
    try {
      change(target, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CHANGE_MS));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(new ProposalException("the members were not changed", true, e));
    } catch (CompletionException e) {
      return Optional.of(Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptedException | RuntimeException e) {
      return Optional.of(e);
    }
  }

  private void change(LogMembers target, long deadline) throws IOException, InterruptedException {
    var self = server.getId().toString();
    var before = members();
    var voters = byId(before.voters());
    // Known voters take their new addresses with the first step.
    target.voters().forEach(voter -> voters.computeIfPresent(voter.id(), (id, old) -> voter));
    for (var voter : target.voters()) {
      if (!voters.containsKey(voter.id())) {
        voters.put(voter.id(), voter);
        var listeners = byId(before.listeners());
        listeners.keySet().removeAll(voters.keySet());
        if (before.listeners().stream().anyMatch(one -> one.id().equals(voter.id()))) {
          awaitCaughtUp(voter.id(), deadline);
        }
        set(voters.values(), listeners.values(), deadline);
      }
    }
    if (target.voters().stream().noneMatch(voter -> voter.id().equals(self))) {
      var heir = target.voters().getFirst().id();
      try {
        transfer(heir).join();
      } catch (CompletionException slow) {
        // It may lead by and by; of the members nothing was changed.
        throw new ProposalException("leadership is being handed to " + heir, false, slow);
      }
      throw new ProposalException("leadership was handed to " + heir + ", ask there", false, null);
    }
    set(target.voters(), target.listeners(), deadline);
  }

  private void awaitCaughtUp(String id, long deadline) throws IOException, InterruptedException {
    var peer = RaftPeerId.valueOf(id);
    var log = server.getDivision(group).getRaftLog();
    while (followers.matchIndex(group, peer) + BEHIND_MAX < log.getLastCommittedIndex()) {
      if (System.nanoTime() - deadline > 0) {
        throw new ProposalException(id + " has not caught up", false, null);
      }
      Thread.sleep(RETRY_MS);
    }
  }

  /** One step; a step still under way at an earlier leader is waited for. */
  private void set(Collection<LogPeer> voters, Collection<LogPeer> listeners, long deadline)
      throws IOException, InterruptedException {
    while (true) {
      var priority = priority(voters, listeners);
      var request =
          new SetConfigurationRequest(
              client,
              server.getId(),
              group,
              calls.getAsLong(),
              voters.stream().map(peer -> peer(peer, RaftPeerRole.FOLLOWER, priority)).toList(),
              listeners.stream().map(peer -> peer(peer, RaftPeerRole.LISTENER, priority)).toList());
      try {
        var reply =
            server
                .setConfigurationAsync(request)
                .get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (reply.isSuccess()) {
          return;
        }
        refuse(reply.getException(), deadline);
      } catch (ExecutionException e) {
        refuse(e.getCause(), deadline);
      } catch (TimeoutException e) {
        throw new ProposalException("the members were not changed in time", true, e);
      }
      Thread.sleep(RETRY_MS);
    }
  }

  private static void refuse(@Nullable Throwable cause, long deadline) {
    for (var each = cause; each != null; each = each.getCause()) {
      if (each instanceof ReconfigurationInProgressException && System.nanoTime() - deadline < 0) {
        return;
      }
      if (each instanceof ReconfigurationTimeoutException
          || each instanceof SetConfigurationException) {
        throw new ProposalException("a new member cannot be reached, or lags", false, cause);
      }
    }
    throw new ProposalException("the members were not changed", true, cause);
  }

  /**
   * All members have the same priority. Ratis takes a configuration in which only addresses differ
   * for no change at all, and one with other priorities for a change.
   */
  private int priority(Collection<LogPeer> voters, Collection<LogPeer> listeners)
      throws IOException {
    var configuration = server.getDivision(group).getRaftConf();
    var present =
        configuration.getCurrentPeers(RaftPeerRole.FOLLOWER).stream()
            .mapToInt(RaftPeer::getPriority)
            .max()
            .orElse(0);
    var wanted = new ArrayList<>(voters);
    wanted.addAll(listeners);
    var moved =
        wanted.stream()
            .anyMatch(
                peer -> {
                  var known =
                      configuration.getPeer(
                          RaftPeerId.valueOf(peer.id()),
                          RaftPeerRole.FOLLOWER,
                          RaftPeerRole.LISTENER);
                  return known != null && !address(peer).equals(known.getAddress());
                });
    return moved ? 1 - Math.min(present, 1) : present;
  }

  private static Map<String, LogPeer> byId(List<LogPeer> peers) {
    var map = new LinkedHashMap<String, LogPeer>();
    peers.forEach(peer -> map.put(peer.id(), peer));
    return map;
  }

  private static <T> CompletableFuture<T> failed(
      String message, boolean maybeApplied, @Nullable Throwable cause) {
    return CompletableFuture.failedFuture(new ProposalException(message, maybeApplied, cause));
  }

  private static RaftPeer peer(LogPeer peer, RaftPeerRole role, int priority) {
    return RaftPeer.newBuilder()
        .setId(RaftPeerId.valueOf(peer.id()))
        .setAddress(address(peer))
        .setStartupRole(role)
        .setPriority(priority)
        .build();
  }

  /** Empty for a node that had no transport when it formed the group. */
  static String address(LogPeer peer) {
    if (peer.host().isEmpty()) {
      return "";
    }
    return (peer.host().indexOf(':') < 0 ? peer.host() : "[" + peer.host() + "]")
        + ":"
        + peer.port();
  }

  private static List<LogPeer> peers(Collection<RaftPeer> peers) {
    return peers.stream().map(RatisMembers::peer).toList();
  }

  private static LogPeer peer(RaftPeer peer) {
    var address = peer.getAddress();
    var colon = address == null ? -1 : address.lastIndexOf(':');
    if (address == null || colon < 0) {
      return new LogPeer(peer.getId().toString(), "", 0);
    }
    var host = address.substring(0, colon);
    return new LogPeer(
        peer.getId().toString(),
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(address.substring(colon + 1)));
  }
}
