package coffer.node.replication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;

/**
 * The Raft groups of one process: one Ratis server, one log and one state for each group. Without a
 * {@link PeerTransport} it is the only voter and opens no port ({@link LoneVoterRpc}); a folder
 * that was made so may be started with a transport later, and its groups then grow.
 *
 * <p>What is in the folder, tells {@link RaftFolder}.
 */
public final class RatisServer implements AutoCloseable {
  private static final long LEADER_WAIT_MS = 20_000;

  private final RaftServer server;
  private final List<Replica> replicas;
  private final GroupKeeper keeper;

  /** A group here. */
  private record Replica(
      String name,
      RaftGroupId id,
      LogGroup group,
      RatisLog log,
      LogMark mark,
      SnapshotInstall snapshots) {

    RatisStateMachine machine() {
      return new RatisStateMachine(group.applier(), mark, log, snapshots);
    }
  }

  private RatisServer(RaftServer server, List<Replica> replicas, GroupKeeper keeper) {
    this.server = server;
    this.replicas = replicas;
    this.keeper = keeper;
  }

  /**
   * Starts the groups and replays what their states lack; waits until a group leads whose only
   * voter is here. Groups with other voters find a leader later.
   *
   * @param directory on the data disk; made if missing
   * @param groups by the name of the group, which never changes
   * @throws UncheckedIOException when the logs cannot be opened
   * @throws DamagedLogException when one has lost acknowledged entries
   */
  public static RatisServer start(
      Path directory, Map<String, LogGroup> groups, Optional<PeerTransport> transport) {
    return start(directory, groups, transport, properties -> {});
  }

  /** For tests, which have smaller logs. */
  static RatisServer start(
      Path directory,
      Map<String, LogGroup> groups,
      Optional<PeerTransport> transport,
      Consumer<RaftProperties> settings) {
    try {
      return open(RaftFolder.made(directory), groups, transport, settings);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the replicated log in " + directory, e);
    } catch (CompletionException e) {
      // From the library, which does not say what is wrong with the files that it reads.
      throw new DamagedLogException("the log in " + directory + " cannot be read: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the replicated log started", e);
    }
  }

  private static RatisServer open(
      RaftFolder folder,
      Map<String, LogGroup> groups,
      Optional<PeerTransport> transport,
      Consumer<RaftProperties> settings)
      throws IOException, InterruptedException {
    var followers = new Followers();
    var addresses = new PeerAddresses();
    var replicas = new LinkedHashMap<RaftGroupId, Replica>();
    try {
      for (var entry : groups.entrySet()) {
        var id = groupId(entry.getKey());
        var mark = folder.checkedMark(id, entry.getValue().applier());
        replicas.put(
            id,
            new Replica(
                entry.getKey(),
                id,
                entry.getValue(),
                new RatisLog(
                    id, followers, voter -> entry.getValue().terms().ask(entry.getKey(), voter)),
                mark,
                new SnapshotInstall(entry.getKey(), entry.getValue())));
      }
      var properties = RatisSettings.properties(folder.directory(), transport);
      settings.accept(properties);
      var server =
          RaftServer.newBuilder()
              .setServerId(folder.peer())
              .setProperties(properties)
              .setParameters(RatisSettings.parameters(transport, followers, addresses))
              .setOption(RaftStorage.StartupOption.RECOVER)
              .setStateMachineRegistry(
                  id -> {
                    var replica = replicas.get(id);
                    if (replica == null) {
                      throw new IllegalStateException("a group that does not belong here: " + id);
                    }
                    return replica.machine();
                  })
              .build();
      var logs = replicas.values().stream().map(Replica::log).toList();
      logs.forEach(log -> log.attach(server));
      var opened =
          new RatisServer(
              server, List.copyOf(replicas.values()), new GroupKeeper(server, logs, addresses));
      try {
        server.start();
        opened.form(folder, peer(folder.peer(), transport));
        opened.keeper.start();
        return opened;
      } catch (IOException | InterruptedException | RuntimeException e) {
        opened.close();
        throw e;
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      for (var replica : replicas.values()) {
        replica.mark.close();
      }
      throw e;
    }
  }

  private void form(RaftFolder folder, RaftPeer peer) throws IOException, InterruptedException {
    var present = new HashSet<RaftGroupId>();
    server.getGroupIds().forEach(present::add);
    for (var replica : replicas) {
      if (!present.contains(replica.id)) {
        if (folder.formed(replica.id)) {
          // Adding it would make it anew, and empty.
          throw new DamagedLogException(
              "the log in " + folder.group(replica.id) + " cannot be read");
        }
        if (!replica.group.founder()) {
          // Once it is there it may be taken in, and acknowledge entries.
          folder.setFormed(replica.id);
        }
        add(replica, peer);
      }
    }
    for (var replica : replicas) {
      if (!replica.log.loneVoter()) {
        continue;
      }
      if (!replica.log.awaitLeader(LEADER_WAIT_MS)) {
        throw new IOException(
            "no leader of the group "
                + replica.name
                + " in time: the disk is too slow, or peer or raft-meta.conf is damaged");
      }
      folder.setFormed(replica.id);
    }
  }

  private void add(Replica replica, RaftPeer peer) throws IOException {
    var group =
        replica.group.founder()
            ? RaftGroup.valueOf(replica.id, peer)
            : RaftGroup.valueOf(replica.id);
    server.groupManagement(
        GroupManagementRequest.newAdd(ClientId.randomId(), peer.getId(), 0, group, true));
  }

  /** The log of the group of that name. */
  public ReplicatedLog replicatedLog(String group) {
    return replicas.stream()
        .filter(replica -> replica.name.equals(group))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no group " + group))
        .log;
  }

  /** Stops all groups; their appliers are not called after it returns. */
  @Override
  public void close() {
    try {
      keeper.close();
      for (var replica : replicas) {
        replica.snapshots.close();
      }
      server.close();
      for (var replica : replicas) {
        replica.log.stopped();
        replica.mark.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the replicated log did not close cleanly", e);
    }
  }

  private static RaftGroupId groupId(String name) {
    return RaftGroupId.valueOf(
        UUID.nameUUIDFromBytes(("coffer/" + name).getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * The id under which this folder's replicas vote, made at the first call.
   *
   * @param directory made if missing
   */
  public static String peerId(Path directory) throws IOException {
    return RaftFolder.made(directory).peer().toString();
  }

  /**
   * Drops all logs and what was promised in them, so that the next start has another peer id and
   * waits to be taken in anew; for a replica whose log is damaged, and whose groups others keep.
   * The states are the caller's to drop. Not while a server is open.
   */
  public static void forget(Path directory) throws IOException {
    new RaftFolder(directory).forget();
  }

  private static RaftPeer peer(RaftPeerId id, Optional<PeerTransport> transport) {
    var peer = RaftPeer.newBuilder().setId(id);
    transport.ifPresent(
        listening ->
            peer.setAddress(
                RatisMembers.address(
                    new LogPeer(
                        id.toString(),
                        listening.address().getHostString(),
                        listening.address().getPort()))));
    return peer.build();
  }
}
