package coffer.node.index;

import coffer.kms.ring.KeyRing;
import coffer.node.index.call.IndexCall;
import coffer.node.index.call.IndexCalls;
import coffer.node.index.call.IndexClient;
import coffer.node.index.call.IndexHandler;
import coffer.node.index.call.IndexReply;
import coffer.node.index.call.LoneCalls;
import coffer.node.index.database.IndexRows;
import coffer.node.index.database.RowCache;
import coffer.node.index.database.RowCare;
import coffer.node.index.database.RowDamage;
import coffer.node.index.database.SnapshotHandler;
import coffer.node.index.decision.GarbageDecisions;
import coffer.node.index.group.IndexGroup;
import coffer.node.index.row.RowKeys;
import coffer.node.peer.Member;
import coffer.node.peer.Members;
import coffer.node.peer.PeerCalls;
import coffer.node.peer.PeerHandler;
import coffer.node.replication.DamagedLogException;
import coffer.node.replication.LogApplier;
import coffer.node.replication.LogGroup;
import coffer.node.replication.PeerTransport;
import coffer.node.replication.RatisServer;
import coffer.node.replication.ReplicatedLog;
import coffer.node.replication.VoterTerms;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * This node's part of the index: its Raft groups, their rows, their actors. In the data folder:
 * {@code raft/} holds the logs, {@code index/region} and {@code index/zone} the rows.
 */
public final class IndexNode implements AutoCloseable {
  private static final String REGION = BucketGroups.REGION;

  /**
   * What a node of a cluster has besides.
   *
   * @param self this node as it was started
   * @param seeds nodes to ask as long as this one's rows do not tell of others; may be empty
   * @param foundsRegion whether this node forms the region's group when it was never formed
   * @param foundsZone whether it forms its zone's; {@link Announcement#send} tells
   */
  public record Cluster(
      PeerTransport transport,
      PeerCalls calls,
      Member self,
      List<Member> seeds,
      boolean foundsRegion,
      boolean foundsZone) {
    public Cluster {
      seeds = List.copyOf(seeds);
    }
  }

  /**
   * What the index knows of its disk.
   *
   * @param forChanges whether there is room for changes; without it they are refused
   * @param restart has the node closed and started again, when there is room after a log met a full
   *     disk
   */
  public record Room(BooleanSupplier forChanges, Runnable restart) {
    /** A disk that is never full. */
    public static final Room ENOUGH = new Room(() -> true, () -> {});
  }

  /** This node's replica of a group, for status and topology. */
  public record Replica(String group, ReplicatedLog log, LogApplier rows) {}

  private final RatisServer server;
  private final RowCache cache;
  private final Map<String, IndexRows> rows;
  private final Map<String, IndexGroup> groups;
  private final Optional<ClusterCalls> cluster;
  private final IndexCalls calls;
  private final ObjectIndex index;
  private final ReplicatedKeyRing keyRing;
  private final List<RowCare> care = new ArrayList<>();
  private final RoomCare roomCare;
  private boolean closed;

  private IndexNode(
      RatisServer server,
      RowCache cache,
      Map<String, IndexRows> rows,
      Map<String, IndexGroup> groups,
      Optional<ClusterCalls> cluster,
      ReplicatedKeyRing keyRing,
      BucketGroups buckets,
      Room room) {
    this.server = server;
    this.cache = cache;
    this.rows = rows;
    this.groups = groups;
    this.cluster = cluster;
    this.keyRing = keyRing;
    calls =
        cluster
            .<IndexCalls>map(others -> others.client(groups))
            .orElseGet(() -> new LoneCalls(groups));
    index = new ReplicatedIndex(calls, groups, buckets);
    keyRing.attach(calls);
    cluster.ifPresent(
        others ->
            rows.forEach(
                (group, of) -> care.add(others.care(group, of, server.replicatedLog(group)))));
    care.forEach(RowCare::start);
    roomCare =
        new RoomCare(logs(), cluster.map(ClusterCalls::replica).orElse(""), room, System::nanoTime);
    roomCare.start();
  }

  /**
   * Opens a lone node's index and replays what a crash took from it. Blocks until it can be
   * written.
   *
   * @param zone the node's zone, for example {@code zone1-az1}; never changes for a data folder
   * @throws java.io.UncheckedIOException when the folder cannot be read or written
   * @throws DamagedLogException when what is in it is damaged
   */
  public static IndexNode start(ActorSystem<?> system, Path dataDirectory, String zone) {
    return start(
        system,
        dataDirectory,
        zone,
        RowCache.CAPACITY,
        Optional.empty(),
        InstantSource.system(),
        Room.ENOUGH);
  }

  /**
   * Opens the index and replays what a crash took from it. A lone node can write when this returns;
   * in a cluster that may take until others are there.
   *
   * @param cacheBytes of memory for rows that were read, at most
   * @param cluster empty for a lone node, which then opens no port
   * @param clock dates garbage
   */
  public static IndexNode start(
      ActorSystem<?> system,
      Path dataDirectory,
      String zone,
      long cacheBytes,
      Optional<Cluster> cluster,
      InstantSource clock,
      Room room) {
    var opened = new LinkedHashMap<String, IndexRows>();
    var ofZone = BucketGroups.ofZone(zone);
    var cache = new RowCache(cacheBytes);
    try {
      var regionRows = new IndexRows(dataDirectory.resolve("index").resolve(REGION), cache);
      opened.put(REGION, regionRows);
      opened.put(ofZone, new IndexRows(dataDirectory.resolve("index").resolve("zone"), cache));
      var keyRing = new ReplicatedKeyRing(regionRows, cluster.isEmpty());
      var others =
          cluster.map(
              settings -> new ClusterCalls(settings, regionRows, system.executionContext()));
      var logs = new LinkedHashMap<String, LogGroup>();
      opened.forEach((group, rows) -> logs.put(group, logGroup(group, rows, cluster, others)));
      var server =
          RatisServer.start(dataDirectory.resolve("raft"), logs, cluster.map(Cluster::transport));
      var groups = new LinkedHashMap<String, IndexGroup>();
      opened.forEach(
          (group, rows) ->
              groups.put(
                  group,
                  new IndexGroup(
                      system,
                      group.equals(REGION) ? REGION : "zone",
                      rows,
                      server.replicatedLog(group),
                      clock,
                      room.forChanges(),
                      cluster.isEmpty())));
      var buckets = new BucketGroups(zone, others.map(ClusterCalls::members));
      return new IndexNode(server, cache, opened, groups, others, keyRing, buckets, room);
    } catch (RuntimeException e) {
      opened.values().forEach(IndexRows::close);
      cache.close();
      if (cluster.isPresent() && RowDamage.in(e)) {
        throw new DamagedLogException("the index is damaged: " + e.getMessage());
      }
      throw e;
    }
  }

  private static LogGroup logGroup(
      String group, IndexRows rows, Optional<Cluster> cluster, Optional<ClusterCalls> others) {
    var founder =
        cluster
            .map(each -> group.equals(REGION) ? each.foundsRegion() : each.foundsZone())
            .orElse(true);
    return new LogGroup(
        rows,
        founder,
        (name, leader) -> {
          if (others.isEmpty()) {
            throw new java.io.IOException("a lone node has nobody to ask for a snapshot");
          }
          return others.get().snapshot(name, leader);
        },
        others.<VoterTerms>map(calls -> calls::termOf).orElse(VoterTerms.NOBODY));
  }

  public ObjectIndex index() {
    return index;
  }

  public KeyRing keyRing() {
    return keyRing;
  }

  /** Whether both logs can still be written; see {@link ReplicatedLog#writable}. */
  public boolean writable() {
    return groups.values().stream().allMatch(IndexGroup::writable);
  }

  /** Who is in the cluster; empty for a lone node. */
  public Optional<Members> members() {
    return cluster.map(ClusterCalls::members);
  }

  /** Whether the rows of the members have come here, this node's among them. */
  public boolean known() {
    return cluster.map(others -> others.members().complete()).orElse(true);
  }

  /**
   * Flushes what was applied to the region's rows. After a crash the rest comes back only once a
   * leader tells what is committed, and a zone that is cut off has none for the region: it needs
   * the members and keys that it knew. Blocks.
   */
  public void flushRegion() {
    var region = rows.get(REGION);
    if (region != null && region.applied().index() > region.durable().index()) {
      region.persist();
    }
  }

  /**
   * Tells when KMS keys or members have changed here, which this node cannot do without when it
   * starts in a zone that is cut off; the listener must not block.
   */
  public void onKeysOrMembers(Runnable listener) {
    var first = RowKeys.kind(RowKeys.KEY_RING);
    var behind = RowKeys.behind(RowKeys.kind(RowKeys.MEMBER));
    java.util.Objects.requireNonNull(rows.get(REGION))
        .onApply(
            changes -> {
              if (!changes.rows().subMap(first, behind).isEmpty()) {
                listener.run();
              }
            });
  }

  /** Tells of runs that applied rows refer to; the listener must not block. */
  public void onRun(ObjectIndex.RunVisitor listener) {
    rows.forEach(
        (group, of) ->
            of.onApply(
                changes -> GarbageDecisions.newRuns(changes, run -> listener.visit(group, run))));
  }

  /** Tells when all rows of a group were replaced; the listener must not block. */
  public void onReload(Runnable listener) {
    rows.values().forEach(of -> of.onReload(listener));
  }

  /**
   * Completes when the rows here are at least as new as those of the leaders were at the call;
   * fails when a group has no leader, or in the end when the rows do not follow.
   */
  public CompletionStage<Void> caughtUp() {
    return RowCatchUp.of(rows, calls).thenRun(keyRing::caughtUp);
  }

  /** Tells of all members after each change of them; the listener must not block. */
  public void onMembers(Consumer<List<Member>> listener) {
    cluster.ifPresent(others -> others.members().onChange(listener));
  }

  /** This node's replicas: the region's, then its zone's. */
  public List<Replica> replicas() {
    return groups.entrySet().stream()
        .map(
            entry ->
                new Replica(
                    entry.getKey(),
                    entry.getValue().log(),
                    java.util.Objects.requireNonNull(rows.get(entry.getKey()))))
        .toList();
  }

  /** What other nodes call, by the prefix of the path; none for a lone node. */
  public Map<String, PeerHandler> handlers() {
    return cluster
        .map(
            others ->
                Map.of(
                    IndexClient.PATH,
                    new IndexHandler(groups, others::byRaftPeer),
                    TermHandler.PATH,
                    new TermHandler(logs()),
                    SnapshotHandler.PATH,
                    new SnapshotHandler(rows)))
        .orElseGet(Map::of);
  }

  private Map<String, ReplicatedLog> logs() {
    var logs = new LinkedHashMap<String, ReplicatedLog>();
    groups.forEach((group, of) -> logs.put(group, of.log()));
    return logs;
  }

  /** Stores this node's row anew, as it was started; gives the founder of its zone's group. */
  public CompletionStage<String> announce(Member self) {
    return calls
        .call(REGION, new IndexCall.Announce(self), IndexReply.Announced.class)
        .thenApply(IndexReply.Announced::founder);
  }

  /** Marks a node as leaving; false when there is no such node. */
  public CompletionStage<Boolean> leave(String nodeId) {
    return calls
        .call(REGION, new IndexCall.Leave(nodeId), IndexReply.Flag.class)
        .thenApply(IndexReply.Flag::value);
  }

  /** Removes a node's row; false when there is no such node. */
  public CompletionStage<Boolean> remove(String nodeId) {
    return calls
        .call(REGION, new IndexCall.Remove(nodeId), IndexReply.Flag.class)
        .thenApply(IndexReply.Flag::value);
  }

  /** How often damaged rows were met here since the start. */
  public long damages() {
    return rows.values().stream().mapToLong(of -> of.health().damages()).sum();
  }

  /** How often all rows of a group were replaced because of damage since the start. */
  public long replacements() {
    return rows.values().stream().mapToLong(of -> of.health().replacements()).sum();
  }

  /** Whether damaged rows are about to be replaced. */
  public boolean damaged() {
    return rows.values().stream().anyMatch(of -> of.health().damaged());
  }

  /** Refuses what waits, then stops the logs, then closes the rows. Blocks. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      roomCare.close();
      care.forEach(RowCare::close);
      cluster.ifPresent(ClusterCalls::close);
      new ArrayList<>(groups.values()).forEach(IndexGroup::close);
    } finally {
      try {
        server.close();
      } finally {
        rows.values().forEach(IndexRows::close);
        cache.close();
      }
    }
  }
}
