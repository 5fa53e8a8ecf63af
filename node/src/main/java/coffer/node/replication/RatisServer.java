package coffer.node.replication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
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
 * {@link PeerTransport} it is the only voter and opens no port ({@link LoneVoterRpc}).
 *
 * <p>In the folder: {@code <group's UUID>/} as Ratis keeps it, and {@code <group's UUID>.formed},
 * an empty file made once the group had its first leader. A group without that file never
 * acknowledged anything (its process was killed while forming it) and is formed anew. {@code
 * <group's UUID>.mark} is its {@link LogMark}.
 */
public final class RatisServer implements AutoCloseable {
  private static final long LEADER_WAIT_MS = 20_000;

  private final RaftServer server;
  private final Map<String, RatisLog> logs;
  private final List<LogMark> marks;

  private RatisServer(RaftServer server, Map<String, RatisLog> logs, List<LogMark> marks) {
    this.server = server;
    this.logs = logs;
    this.marks = marks;
  }

  /**
   * Starts the groups, replays what their states lack, and waits until a lone voter leads.
   *
   * @param directory on the data disk; made if missing
   * @param groups by the name of the group, which never changes
   * @throws UncheckedIOException when the logs cannot be opened
   * @throws DamagedLogException when one has lost acknowledged entries
   */
  public static RatisServer start(
      Path directory, Map<String, LogGroup> groups, Optional<PeerTransport> transport) {
    try {
      Files.createDirectories(directory);
      return open(directory, groups, transport);
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
      Path directory, Map<String, LogGroup> groups, Optional<PeerTransport> transport)
      throws IOException, InterruptedException {
    var marks = new ArrayList<LogMark>();
    try {
      return open(directory, groups, transport, marks);
    } catch (IOException | InterruptedException | RuntimeException e) {
      for (var mark : marks) {
        mark.close();
      }
      throw e;
    }
  }

  private static RatisServer open(
      Path directory,
      Map<String, LogGroup> groups,
      Optional<PeerTransport> transport,
      List<LogMark> marks)
      throws IOException, InterruptedException {
    var ids = new LinkedHashMap<String, RaftGroupId>();
    for (var entry : groups.entrySet()) {
      var id = groupId(entry.getKey());
      ids.put(entry.getKey(), id);
      marks.add(checked(directory, id, entry.getValue().applier()));
    }
    var machines = new ConcurrentHashMap<RaftGroupId, RatisStateMachine>();
    var logs = new LinkedHashMap<String, RatisLog>();
    ids.forEach(
        (name, id) -> {
          var log = new RatisLog(id);
          var applier = Objects.requireNonNull(groups.get(name)).applier();
          logs.put(name, log);
          machines.put(
              id,
              new RatisStateMachine(
                  applier, marks.get(machines.size()), log::changed, log::failed));
        });
    var peer = peer(directory, transport);
    var server =
        RaftServer.newBuilder()
            .setServerId(peer.getId())
            .setProperties(RatisSettings.properties(directory, transport))
            .setParameters(RatisSettings.parameters(transport))
            .setOption(RaftStorage.StartupOption.RECOVER)
            .setStateMachineRegistry(
                id -> {
                  var machine = machines.get(id);
                  if (machine == null) {
                    throw new IllegalStateException("a group that does not belong here: " + id);
                  }
                  return machine;
                })
            .build();
    logs.values().forEach(log -> log.attach(server));
    var opened = new RatisServer(server, logs, marks);
    try {
      server.start();
      opened.form(directory, ids, peer);
      return opened;
    } catch (IOException | InterruptedException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** The group's mark, once its log was found to reach it. */
  private static LogMark checked(Path directory, RaftGroupId id, LogApplier applier)
      throws IOException {
    var group = directory.resolve(id.getUuid().toString());
    var markFile = directory.resolve(id.getUuid() + ".mark");
    if (!Files.exists(formed(directory, id))) {
      if (applier.durable().index() > 0) {
        throw new DamagedLogException("the log in " + group + " is missing, or was never formed");
      }
      deleteTree(group);
      Files.deleteIfExists(markFile);
    }
    var mark = LogMark.open(markFile);
    try {
      LogFiles.check(group, applier.durable(), mark.position());
      return mark;
    } catch (IOException | RuntimeException e) {
      mark.close();
      throw e;
    }
  }

  private void form(Path directory, Map<String, RaftGroupId> ids, RaftPeer peer)
      throws IOException, InterruptedException {
    Set<RaftGroupId> present = new HashSet<>();
    server.getGroupIds().forEach(present::add);
    for (var id : ids.values()) {
      if (!present.contains(id)) {
        if (Files.exists(formed(directory, id))) {
          // Adding it would make it anew, and empty.
          throw new DamagedLogException(
              "the log in " + directory.resolve(id.getUuid().toString()) + " cannot be read");
        }
        var group = RaftGroup.valueOf(id, peer);
        server.groupManagement(
            GroupManagementRequest.newAdd(ClientId.randomId(), peer.getId(), 0, group, true));
      }
    }
    for (var entry : ids.entrySet()) {
      var log = log(entry.getKey());
      if (!log.awaitLeader(LEADER_WAIT_MS)) {
        throw new IOException(
            "no leader of the group "
                + entry.getKey()
                + " in time: the disk is too slow, or peer or raft-meta.conf is damaged");
      }
      var marker = formed(directory, entry.getValue());
      if (!Files.exists(marker)) {
        Files.createFile(marker);
        syncFolder(directory);
      }
    }
  }

  /** The log of the group of that name. */
  public ReplicatedLog replicatedLog(String group) {
    return log(group);
  }

  private RatisLog log(String group) {
    var log = logs.get(group);
    if (log == null) {
      throw new IllegalArgumentException("no group " + group);
    }
    return log;
  }

  /** Stops all groups; their appliers are not called after it returns. */
  @Override
  public void close() {
    try {
      server.close();
      for (var mark : marks) {
        mark.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the replicated log did not close cleanly", e);
    }
  }

  private static RaftGroupId groupId(String name) {
    return RaftGroupId.valueOf(
        UUID.nameUUIDFromBytes(("coffer/" + name).getBytes(StandardCharsets.UTF_8)));
  }

  private static Path formed(Path directory, RaftGroupId id) {
    return directory.resolve(id.getUuid() + ".formed");
  }

  /**
   * The id under which this folder's replicas vote, made at the first call.
   *
   * @param directory made if missing
   */
  public static String peerId(Path directory) throws IOException {
    Files.createDirectories(directory);
    return peer(directory, Optional.empty()).getId().toString();
  }

  /** This voter's id is random, made once, and kept in the file {@code peer}. */
  private static RaftPeer peer(Path directory, Optional<PeerTransport> transport)
      throws IOException {
    var file = directory.resolve("peer");
    if (!Files.exists(file)) {
      var fresh = Files.writeString(directory.resolve("peer.new"), UUID.randomUUID().toString());
      try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      syncFolder(directory);
    }
    var peer = RaftPeer.newBuilder().setId(RaftPeerId.valueOf(Files.readString(file)));
    transport.ifPresent(listening -> peer.setAddress(listening.address()));
    return peer.build();
  }

  private static void syncFolder(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory)) {
      channel.force(true);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (var paths = Files.walk(root)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
