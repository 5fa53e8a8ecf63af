package coffer.node.index;

import coffer.kms.ring.KeyRing;
import coffer.node.replication.LogGroup;
import coffer.node.replication.PeerTransport;
import coffer.node.replication.RatisServer;
import coffer.node.replication.ReplicatedLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * This node's part of the index: its Raft groups, their rows, their actors. In the data folder:
 * {@code raft/} holds the logs, {@code index/region} and {@code index/zone} the rows.
 */
public final class IndexNode implements AutoCloseable {
  private static final String REGION = "region";

  private final RatisServer server;
  private final List<IndexRows> rows;
  private final List<IndexGroup> groups;
  private final ReplicatedIndex index;
  private final ReplicatedKeyRing keyRing;
  private boolean closed;

  private IndexNode(
      RatisServer server,
      List<IndexRows> rows,
      List<IndexGroup> groups,
      ReplicatedIndex index,
      ReplicatedKeyRing keyRing) {
    this.server = server;
    this.rows = rows;
    this.groups = groups;
    this.index = index;
    this.keyRing = keyRing;
  }

  /**
   * Opens the index and replays what a crash took from it. Blocks until it can be written.
   *
   * @param zone the node's zone, for example {@code zone1-az1}; never changes for a data folder
   * @param transport empty for a lone node, which then opens no port
   * @throws java.io.UncheckedIOException when the folder cannot be read or written
   */
  public static IndexNode start(
      ActorSystem<?> system, Path dataDirectory, String zone, Optional<PeerTransport> transport) {
    return start(system, dataDirectory, zone, transport, InstantSource.system(), () -> true);
  }

  /**
   * As {@link #start}.
   *
   * @param clock dates garbage
   * @param room whether the disk has room for changes; without it they are refused
   */
  public static IndexNode start(
      ActorSystem<?> system,
      Path dataDirectory,
      String zone,
      Optional<PeerTransport> transport,
      InstantSource clock,
      BooleanSupplier room) {
    var opened = new ArrayList<IndexRows>();
    try {
      var regionRows = new IndexRows(dataDirectory.resolve("index").resolve(REGION));
      opened.add(regionRows);
      var zoneRows = new IndexRows(dataDirectory.resolve("index").resolve("zone"));
      opened.add(zoneRows);
      var keyRing = new ReplicatedKeyRing(regionRows);
      var zoneGroup = "zone/" + zone;
      var logs = new LinkedHashMap<String, LogGroup>();
      logs.put(REGION, alone(regionRows));
      logs.put(zoneGroup, alone(zoneRows));
      var server = RatisServer.start(dataDirectory.resolve("raft"), logs, transport);
      var region =
          new IndexGroup(system, REGION, regionRows, server.replicatedLog(REGION), clock, room);
      var ofZone =
          new IndexGroup(system, "zone", zoneRows, server.replicatedLog(zoneGroup), clock, room);
      keyRing.attach(region::write);
      var index = new ReplicatedIndex(region, ofZone, clock);
      return new IndexNode(server, opened, List.of(region, ofZone), index, keyRing);
    } catch (RuntimeException e) {
      opened.forEach(IndexRows::close);
      throw e;
    }
  }

  private static LogGroup alone(IndexRows rows) {
    return new LogGroup(
        rows,
        true,
        (group, leader) -> {
          throw new IOException("a lone node has nobody to ask for a snapshot");
        });
  }

  public ObjectIndex index() {
    return index;
  }

  /** Whether both logs can still be written; see {@link ReplicatedLog#writable}. */
  public boolean writable() {
    return groups.stream().allMatch(IndexGroup::writable);
  }

  public KeyRing keyRing() {
    return keyRing;
  }

  /** Refuses what waits, then stops the logs, then closes the rows. Blocks. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      groups.forEach(IndexGroup::close);
    } finally {
      try {
        server.close();
      } finally {
        rows.forEach(IndexRows::close);
      }
    }
  }
}
