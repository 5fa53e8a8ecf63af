package coffer.node;

import coffer.node.chunk.ChunkCalls;
import coffer.node.chunk.ChunkHandler;
import coffer.node.chunk.Disk;
import coffer.node.chunk.ReplicatedRuns;
import coffer.node.chunk.RunStore;
import coffer.node.cluster.ZoneCluster;
import coffer.node.config.NodeSettings;
import coffer.node.index.IndexNode;
import coffer.node.peer.Member;
import coffer.node.peer.Members;
import coffer.node.placement.Scope;
import coffer.node.repair.Healing;
import coffer.node.repair.HealingSettings;
import coffer.node.replication.HandOver;
import coffer.node.status.ClusterStatusSource;
import coffer.node.status.Reachability;
import coffer.node.topology.TopologyKeeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node does because there are others: copies, replicas, membership, status. */
final class Peers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
  private static final long ANNOUNCE_PAUSE_MS = 1_000;
  private static final long KNOWN_PAUSE_MS = 50;
  private static final Duration REACHED_PAUSE = Duration.ofSeconds(3);
  private static final Duration RENEWAL_PAUSE =
      Duration.ofMillis(Long.getLong("coffer.tls.renewal.ms", 600_000));
  private static final long FLUSH_S = 5;
  private static final long KEYS_FLUSH_MS = 200;
  private static final Duration LEADER_MAX = Duration.ofSeconds(45);

  /** A zone that is cut off serves without the region's newest rows. */
  private static final Duration CURRENT_MAX = Duration.ofSeconds(5);

  /** Alone in a zone, as far as this node knows, and nobody could tell that there are others. */
  private static final Duration ALONE_AFTER = Duration.ofSeconds(20);

  private final Peering peering;
  private final IndexNode index;
  private final Members members;
  private final RunStore runs;
  private volatile long unmoved = 1;
  private final Healing healing;
  private final CatchUp catchUp;
  private final ChunkHandler chunks;
  private final ClusterStatusSource status;
  private final Reachability reachability;
  private final AtomicBoolean flushIsDue = new AtomicBoolean();
  private final Deque<Runnable> parts = new ArrayDeque<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("coffer-membership").daemon().factory());

  private Peers(Peering peering, IndexNode index, Disk disk, NodeSettings settings, Clock clock) {
    this.peering = peering;
    this.index = index;
    members = index.members().orElseThrow();
    var chunkCalls = ChunkCalls.over(peering.calls());
    healing =
        new Healing(
            disk,
            chunkCalls,
            members,
            visitor ->
                index.index().forEachRun((group, run) -> visitor.visit(Scope.parse(group), run)),
            this::barrier,
            HealingSettings.usual(settings.lifecycle().garbageGrace()),
            clock);
    runs = new ReplicatedRuns(disk, chunkCalls, members, healing);
    chunks = ChunkHandler.over(disk, healing);
    status =
        new ClusterStatusSource(
            peering.tls().name().cluster(),
            members,
            peering.calls(),
            index::replicas,
            this::copies);
    catchUp =
        new CatchUp(
            this::barrier,
            (pause, task) -> thread.schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS));
    reachability = new Reachability(members, peering.calls(), ClusterStatusSource.PATH);
  }

  static Peers start(
      Peering peering,
      IndexNode index,
      Disk disk,
      NodeSettings settings,
      Clock clock,
      ZoneCluster.Ending ending) {
    var peers = new Peers(peering, index, disk, settings, clock);
    peers.start();
    peers.joinZone(ending);
    return peers;
  }

  private void start() {
    var server = peering.server();
    index.handlers().forEach(server::register);
    server.register("/" + ChunkHandler.PREFIX, chunks);
    server.register(ClusterStatusSource.PATH, status);
    server.register(MembershipHandler.PATH, new MembershipHandler(index));
    index.onMembers(this::keep);
    var replicas = index.replicas();
    var topology = new TopologyKeeper(members, replicas.getFirst().log(), replicas.getLast().log());
    parts.push(topology::close);
    parts.push(healing::close);
    index.onRun((group, run) -> healing.applied(Scope.parse(group), run));
    index.onReload(healing::requestComparison);
    index.onKeysOrMembers(this::flushSoon);
    healing.onOpenRuns(chunks::giveUpLeft);
    healing.start();
    catchUp.start();
    thread.scheduleWithFixedDelay(this::countUnmoved, 1, 2, TimeUnit.SECONDS);
    long asking = REACHED_PAUSE.toMillis();
    thread.scheduleWithFixedDelay(reachability::look, asking, asking, TimeUnit.MILLISECONDS);
    thread.scheduleWithFixedDelay(this::flushRegion, FLUSH_S, FLUSH_S, TimeUnit.SECONDS);
    thread.scheduleWithFixedDelay(chunks::expireIdle, 1, 1, TimeUnit.MINUTES);
    thread.schedule(this::announce, 0, TimeUnit.MILLISECONDS);
    long renewal = RENEWAL_PAUSE.toMillis();
    thread.scheduleWithFixedDelay(this::renewCertificate, renewal, renewal, TimeUnit.MILLISECONDS);
  }

  private void flushSoon() {
    if (flushIsDue.compareAndSet(false, true)) {
      try {
        thread.schedule(
            () -> {
              flushIsDue.set(false);
              flushRegion();
            },
            KEYS_FLUSH_MS,
            TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException closing) {
        LOG.debug("the region's rows are flushed when they are closed");
      }
    }
  }

  private void flushRegion() {
    try {
      index.flushRegion();
    } catch (RuntimeException failed) {
      LOG.warn("the region's rows were not flushed: {}", failed.toString());
    }
  }

  private void renewCertificate() {
    try {
      if (peering.tls().renewIfDue()) {
        LOG.info(
            "this node shows a new certificate, valid until {}",
            peering.tls().identity().certificate().getNotAfter().toInstant());
      }
    } catch (RuntimeException failed) {
      LOG.error("this node's certificate was not renewed, and is tried again", failed);
    }
  }

  /** Once it is known who else is in the zone: otherwise there would be a cluster for each. */
  private void joinZone(ZoneCluster.Ending ending) {
    catchUp.within(ALONE_AFTER).thenRunAsync(() -> joinKnownZone(ending), thread);
  }

  private void joinKnownZone(ZoneCluster.Ending ending) {
    if (index.known()) {
      peering.cluster().joinZone(peering.server(), peering.calls(), members, ending);
    } else {
      thread.schedule(() -> joinKnownZone(ending), KNOWN_PAUSE_MS, TimeUnit.MILLISECONDS);
    }
  }

  /** While this node leaves: what others do not have yet. */
  private void countUnmoved() {
    if (members.self().state() == Member.State.LEAVING) {
      healing.unmoved().thenAccept(left -> unmoved = left);
    }
  }

  private ClusterStatusSource.Copies copies() {
    var progress = healing.progress();
    return new ClusterStatusSource.Copies(
        progress.missing() + progress.lost(),
        progress.healed(),
        members.self().state() == Member.State.LEAVING ? unmoved : 0,
        progress.lastFullComparison().isPresent(),
        progress.scrubbed().map(Instant::toEpochMilli).orElse(0L));
  }

  /** Completes when the rows here hold all that was acknowledged before. */
  private CompletionStage<Void> barrier() {
    return index.caughtUp();
  }

  private void keep(List<Member> now) {
    try {
      thread.execute(() -> peering.keep(now));
    } catch (RejectedExecutionException closing) {
      LOG.debug("the nodes of the cluster are kept no more");
    }
  }

  /** Until the cluster has this node as it is now. */
  private void announce() {
    var self = peering.self();
    var known = members.all().stream().filter(this::isSelf).findFirst();
    if (known.filter(row -> same(row, self)).isPresent() && index.known()) {
      return;
    }
    try {
      index.announce(self).toCompletableFuture().get(15, TimeUnit.SECONDS);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } catch (Exception failed) {
      LOG.info("the cluster does not know this node as it is yet: {}", failed.toString());
      thread.schedule(this::announce, ANNOUNCE_PAUSE_MS, TimeUnit.MILLISECONDS);
    }
  }

  private boolean isSelf(Member member) {
    return member.nodeId().equals(peering.self().nodeId());
  }

  private static boolean same(Member one, Member other) {
    return one.host().equals(other.host())
        && one.port() == other.port()
        && one.state() != Member.State.JOINING
        && one.raftPeer().equals(other.raftPeer())
        && one.url().equals(other.url());
  }

  Members members() {
    return members;
  }

  /** How the care for this node's copies goes. */
  Healing.Progress progress() {
    return healing.progress();
  }

  /** How many other nodes answered when they were last asked. */
  int reached() {
    return reachability.reached();
  }

  RunStore runs() {
    return runs;
  }

  CompletionStage<String> status() {
    return status.json();
  }

  /**
   * Waits until the zone's group has a leader, for a time, and for less until the rows are those of
   * now: whoever serves with few members stores few copies.
   */
  void awaitLeader() {
    var log = index.replicas().getLast().log();
    long start = System.nanoTime();
    long deadline = start + LEADER_MAX.toNanos();
    while (log.leader().isEmpty()
        || !index.known()
        || !catchUp.done() && System.nanoTime() - start < CURRENT_MAX.toNanos()) {
      if (System.nanoTime() > deadline) {
        LOG.warn("the zone's group has no leader yet: are enough of its nodes running?");
        return;
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** Lets others lead, so that they need not find out that this node is gone. */
  void handOver() {
    try {
      for (var replica : index.replicas()) {
        HandOver.of(replica.group(), replica.log(), peering.self().raftPeer());
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    parts.forEach(Runnable::run);
  }
}
