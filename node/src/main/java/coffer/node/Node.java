package coffer.node;

import coffer.kms.rootkey.RootKey;
import coffer.kms.rootkey.RootKeys;
import coffer.node.chunk.Disk;
import coffer.node.chunk.FreeSpace;
import coffer.node.chunk.LoneRuns;
import coffer.node.cluster.ZoneCluster;
import coffer.node.config.ClusterSettings;
import coffer.node.config.DataFolder;
import coffer.node.config.DataFolder.RootCredentials;
import coffer.node.config.NodeSettings;
import coffer.node.config.StartException;
import coffer.node.index.IndexNode;
import coffer.node.join.JoinReply;
import coffer.node.join.JoinServer;
import coffer.node.join.RootKeyShare;
import coffer.node.peer.Member;
import coffer.node.peer.Members;
import coffer.node.replication.DamagedLogException;
import coffer.node.tls.ClusterAuthority;
import coffer.node.tls.NodeName;
import coffer.node.tls.TlsContexts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running node: everything put together, and taken apart again in the opposite order. */
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final String LOOPBACK = "127.0.0.1";

  /** The JVM's common pool has one thread where there are two cores: tasks would wait for it. */
  private static final Executor ASIDE =
      task -> Thread.ofPlatform().daemon().name("coffer-start").start(task);

  private final Deque<Part> parts = new ArrayDeque<>();
  private final NodeSettings settings;
  private final Clock clock;
  private volatile boolean ready;

  /** Something that was started and must be stopped. */
  private record Part(String name, AutoCloseable stop) {}

  private final Runnable restart;

  private Node(NodeSettings settings, Clock clock, Runnable restart) {
    this.settings = settings;
    this.clock = clock;
    this.restart = restart;
  }

  /**
   * What the operator is told.
   *
   * @param rootCredentials present when Coffer made them, now or at an earlier start
   * @param authority the certificate that clients of an HTTPS endpoint need
   */
  public record Started(
      Node node, int port, Optional<RootCredentials> rootCredentials, Optional<String> authority) {}

  /**
   * Starts a node. Blocks until it answers.
   *
   * @param restart called, from any thread, when the node must be closed and started again
   * @throws RuntimeException when something cannot start; what was started is stopped again
   */
  public static Started start(NodeSettings settings, Clock clock, Runnable restart) {
    var node = new Node(settings, clock, restart);
    try {
      return node.start();
    } catch (RuntimeException failed) {
      node.close();
      throw failed;
    }
  }

  private Started start() {
    // Nothing has to wait for them at first. Ratis asks for the beans.
    CompletableFuture.runAsync(Disk::loadLibrary, ASIDE);
    CompletableFuture.runAsync(ManagementFactory::getPlatformMBeanServer, ASIDE);
    var joining = settings.cluster().flatMap(ClusterSettings::join);
    var folder =
        DataFolder.take(
            settings.data(), settings.zone(), joining.map(ClusterSettings.Join::clusterId));
    stopWith("data folder", folder);
    var taken =
        joining
            .filter(join -> folder.place().isEmpty())
            .map(join -> ClusterFolder.join(folder, join, settings.rootKey(), clock));
    var kept =
        settings.rootCredentials().isPresent()
            ? Optional.<RootCredentials>empty()
            : Optional.of(folder.rootCredentials());
    var credentials =
        settings.rootCredentials().or(() -> kept.map(RootCredentials::credentials)).orElseThrow();
    var rootKey = RootKeys.open(settings.rootKey(), folder.path());
    stopWith("root key", rootKey);
    var several = settings.cluster().isPresent() || folder.place().isPresent();
    var base = several ? amongOthers(folder, rootKey, taken) : alone(folder, rootKey);
    base.cluster().startBuckets(base.index().index(), clock);
    var port =
        new Services(settings, clock, base, () -> ready, this::stopWith)
            .serve(rootKey, credentials);
    base.others().ifPresent(others -> stopWith("leadership", others::handOver));
    stopWith("readiness", () -> ready = false);
    ready = true;
    // Not before: until then both cores have enough to do.
    ASIDE.execute(Warming::run);
    base.others().ifPresent(Peers::awaitLeader);
    return new Started(
        this,
        port,
        kept,
        settings.tls()
            ? Optional.of(base.authority().certificateFile().toString())
            : Optional.empty());
  }

  private NodeBase alone(DataFolder folder, RootKey rootKey) {
    var certifying =
        CompletableFuture.supplyAsync(
            () -> ClusterAuthority.open(ClusterFolder.tls(folder.path()), rootKey, clock), ASIDE);
    var cluster = cluster(certifying.thenApply(authority -> mutual(folder, authority)));
    var opening =
        CompletableFuture.supplyAsync(
            () -> Disk.open(folder.path().resolve("chunks"), clock, cluster.system()), ASIDE);
    IndexNode index;
    Disk disk;
    try {
      index = index(folder, cluster, Optional.empty());
      stopWith("index", index);
    } finally {
      // Kept, and so closed, whichever of the two fails.
      disk = opened(opening);
    }
    return new NodeBase(
        cluster, index, disk, new LoneRuns(disk), Waiting.on(certifying), Optional.empty());
  }

  private IndexNode index(
      DataFolder folder, ZoneCluster cluster, Optional<IndexNode.Cluster> others) {
    return IndexNode.start(
        cluster.system(),
        folder.path(),
        settings.zone(),
        settings.indexCache(),
        others,
        clock,
        new IndexNode.Room(freeSpace(folder.path())::forChanges, restart));
  }

  private NodeBase amongOthers(DataFolder folder, RootKey rootKey, Optional<List<Member>> taken) {
    var authority = ClusterAuthority.open(ClusterFolder.tls(folder.path()), rootKey, clock);
    var peering = Peering.start(settings, folder, authority, taken);
    stopWith("actor system", peering.cluster());
    stopWith("calls between nodes", peering);
    var index = indexAmongOthers(folder, peering);
    stopWith("index", index);
    var disk = Disk.openAnew(folder.path().resolve("chunks"), clock, peering.cluster().system());
    stopWith("chunk store", disk);
    var others = Peers.start(peering, index, disk, settings, clock, new Ended());
    stopWith("membership", others);
    peering
        .server()
        .registerForStrangers(
            JoinServer.PATH,
            new JoinServer(
                folder.clusterId(), rootKey, () -> joinReply(folder, authority, index), clock));
    return new NodeBase(
        peering.cluster(), index, disk, others.runs(), authority, Optional.of(others));
  }

  private IndexNode indexAmongOthers(DataFolder folder, Peering peering) {
    try {
      return index(folder, peering.cluster(), Optional.of(peering.indexSettings()));
    } catch (DamagedLogException damage) {
      // Its rows go as well: the log behind them was dropped, or they are what is damaged.
      LOG.error("this replica starts anew: {}", damage.getMessage());
      peering.comeBackAsStranger(damage);
      DataFolder.delete(folder.path().resolve("index"));
      return index(folder, peering.cluster(), Optional.of(peering.indexSettings()));
    }
  }

  private JoinReply joinReply(DataFolder folder, ClusterAuthority authority, IndexNode index) {
    return new JoinReply(
        authority.certificate(),
        authority.exportKey(),
        RootKeyShare.of(settings.rootKey(), folder.path()),
        settings.rootCredentials().isPresent()
            ? Optional.empty()
            : Optional.of(folder.rootCredentials().credentials()),
        index.members().map(Members::all).orElse(List.of()));
  }

  /** Actors end for good when the others took this node for dead: everything begins anew. */
  private final class Ended implements ZoneCluster.Ending {
    @Override
    public void downed() {
      restart.run();
    }

    @Override
    public void secondCluster() {
      restart.run();
    }
  }

  private SSLContext mutual(DataFolder folder, ClusterAuthority authority) {
    var name = new NodeName(folder.clusterId(), settings.zone(), folder.nodeId());
    var identity = authority.node(name, List.of(LOOPBACK));
    return TlsContexts.mutual(identity, authority.certificate());
  }

  private ZoneCluster cluster(CompletableFuture<SSLContext> tls) {
    var cluster =
        ZoneCluster.start(settings.zone(), LOOPBACK, 0, Optional.of(() -> Waiting.on(tls)));
    stopWith("actor system", cluster);
    cluster.joinSelf();
    return cluster;
  }

  private static FreeSpace freeSpace(Path folder) {
    try {
      return FreeSpace.of(folder);
    } catch (IOException failed) {
      throw new StartException("the disk of " + folder + " does not tell its size: " + failed);
    }
  }

  private Disk opened(CompletableFuture<Disk> opening) {
    var disk = Waiting.on(opening);
    stopWith("chunk store", disk);
    return disk;
  }

  private void stopWith(String name, AutoCloseable stop) {
    parts.push(new Part(name, stop));
  }

  /** Drains requests in flight, then stops everything, the last started first. */
  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      var part = parts.pop();
      try {
        part.stop.close();
      } catch (Exception failed) {
        LOG.warn("{} did not stop cleanly: {}", part.name, failed.toString());
      }
    }
  }
}
