package coffer.node.cluster;

import coffer.node.bucket.BucketActor;
import coffer.node.bucket.BucketActor.Command;
import coffer.node.bucket.BucketActor.Reply;
import coffer.node.bucket.ShardedBuckets.BucketActors;
import coffer.node.index.ObjectIndex;
import coffer.node.peer.Members;
import coffer.node.peer.PeerCalls;
import coffer.node.peer.PeerServer;
import coffer.node.tls.NodeTls;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.io.Tcp;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Pekko cluster per zone, with the zone in its name so that no wrong address can join two. A
 * single node joins itself.
 */
public final class ZoneCluster implements BucketActors, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ZoneCluster.class);

  /** The phases of leaving are bounded in the actor system's settings, by less in sum. */
  private static final int CLOSE_SECONDS_MAX = 15;

  /** After that an actor that nobody asks is let go. */
  static final Duration BUCKET_IDLE = Duration.ofMinutes(2);

  private static final Duration TERMINATION_MAX = Duration.ofSeconds(3);

  private final ActorSystem<SpawnProtocol.Command> system;
  private final ClusterSharding sharding;
  private volatile boolean closing;
  private volatile Optional<ZoneBootstrap> bootstrap = Optional.empty();

  /** What may happen to a node that goes on only after a new start. */
  public interface Ending {
    /** The others took it for dead: it is out of the cluster for good. */
    void downed();

    /** The zone has a second cluster, and this node's must give way. */
    void secondCluster();
  }

  private ZoneCluster(ActorSystem<SpawnProtocol.Command> system) {
    this.system = system;
    this.sharding = ClusterSharding.get(system);
  }

  /**
   * Starts the actor system, which is not a member of anything yet.
   *
   * @param host the address to bind and to be known by
   * @param port 0 for any
   * @param tls asked once, for mutual TLS between the nodes; empty, and plain TCP, for a lone node
   *     on loopback
   */
  public static ZoneCluster start(
      String zone, String host, int port, Optional<Supplier<SSLContext>> tls) {
    return started(zone, host, port, tls.map(context -> () -> new MutualTls(context.get())));
  }

  /**
   * The same for a node among others, whose certificates must be of the same zone.
   *
   * @param host what the others dial, which the certificate names
   * @param tls asked once
   */
  public static ZoneCluster startAmongOthers(
      String zone, String host, int port, Supplier<NodeTls> tls) {
    return started(zone, host, port, Optional.of(() -> new MutualTls(tls.get())));
  }

  private static ZoneCluster started(
      String zone, String host, int port, Optional<Supplier<MutualTls>> tls) {
    var settings =
        ConfigFactory.parseMap(
                Map.of(
                    "pekko.remote.artery.canonical.hostname",
                    host,
                    "pekko.remote.artery.canonical.port",
                    port,
                    "pekko.remote.artery.transport",
                    tls.isPresent() ? "tls-tcp" : "tcp"))
            .withFallback(ConfigFactory.load());
    var setup = ActorSystemSetup.create(BootstrapSetup.create(settings));
    if (tls.isPresent()) {
      setup = setup.and(SSLEngineProviderSetup.create(classic -> tls.get().get()));
    }
    return new ZoneCluster(ActorSystem.create(SpawnProtocol.create(), "coffer-" + zone, setup));
  }

  public ActorSystem<SpawnProtocol.Command> system() {
    return system;
  }

  /** Where Artery listens. */
  public int port() {
    return address().getPort().get();
  }

  private Address address() {
    return Cluster.get(system).selfMember().address();
  }

  /** Makes this node a cluster of one. */
  public void joinSelf() {
    Cluster.get(system).manager().tell(Join.create(address()));
  }

  /**
   * Makes this node one of its zone's cluster, and watches that there is but one. Does not wait for
   * it; the only node of a zone joins itself at once.
   *
   * @param server where the others ask for this node's state
   * @param ending told, from any thread, when this node must start again
   */
  public void joinZone(PeerServer server, PeerCalls calls, Members members, Ending ending) {
    joinZone(server, calls, members, ending, ZoneBootstrap.Pace.USUAL);
  }

  void joinZone(
      PeerServer server, PeerCalls calls, Members members, Ending ending, ZoneBootstrap.Pace pace) {
    // Removed though it did not leave: downed.
    org.apache.pekko.cluster.Cluster.get(system)
        .registerOnMemberRemoved(
            () -> {
              if (!closing) {
                LOG.error("the other nodes of the zone took this one for dead");
                ending.downed();
              }
            });
    var view = new ZoneView(system, members.self().nodeId());
    var made = new ZoneBootstrap(members, calls, view, ending::secondCluster, pace);
    bootstrap = Optional.of(made);
    server.register(ZoneBootstrap.PATH, made);
    made.start();
  }

  /** Whether this node is in its zone's cluster. */
  public boolean member() {
    return new ZoneView(system, "").state().member();
  }

  /** Lets buckets' actors live on this node. */
  public void startBuckets(ObjectIndex index, Clock clock) {
    startBuckets(index, clock, BUCKET_IDLE);
  }

  /**
   * @param idle after which an actor that nobody asks is let go
   */
  void startBuckets(ObjectIndex index, Clock clock, Duration idle) {
    var settings =
        ClusterShardingSettings.create(system)
            .withPassivationStrategy(
                ClusterShardingSettings.PassivationStrategySettings$.MODULE$
                    .defaults()
                    .withIdleEntityPassivation(idle));
    sharding.init(
        Entity.of(
                BucketActor.TYPE,
                entity ->
                    BucketActor.create(
                        entity.getEntityId(),
                        index,
                        clock,
                        System::nanoTime,
                        bootstrap.isPresent()))
            .withSettings(settings));
  }

  @Override
  public CompletionStage<Reply> ask(
      String bucket, Function<ActorRef<Reply>, Command> message, Duration timeout) {
    return sharding
        .entityRefFor(BucketActor.TYPE, bucket)
        .ask(message, timeout)
        // Scala's stages would have what callers chain run in the JVM's common pool.
        .thenApplyAsync(reply -> reply, system.executionContext());
  }

  @Override
  public void tell(String bucket, Command message) {
    sharding.entityRefFor(BucketActor.TYPE, bucket).tell(message);
  }

  /**
   * Leaves the cluster, which hands the buckets' actors over, and ends the actor system. Blocks.
   *
   * <p>Waits for the phases of leaving rather than for the last actor: a connection of Artery that
   * is closed in the middle of its TLS handshake may never end (seen in 3 of 32 closings on a busy
   * machine; the streams of TLSActor stay). It has nothing left to hand over, and ends with the
   * process.
   */
  @Override
  public void close() {
    closing = true;
    bootstrap.ifPresent(ZoneBootstrap::close);
    try {
      CoordinatedShutdown.get(system)
          .runAll(CoordinatedShutdown.actorSystemTerminateReason())
          .toCompletableFuture()
          .get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException failed) {
      LOG.warn("the zone's cluster was not left in order: {}", failed.toString());
    }
    freePorts();
  }

  /**
   * Artery closes its port once its streams have ended, and some never end when another node has
   * quarantined this one. The node may start again in this process, and needs the port.
   */
  private void freePorts() {
    var classic = Adapter.toClassic(system);
    if (!terminates(TERMINATION_MAX)) {
      // Its guardian waits for Artery, and stops nobody any more; who opened the sockets does.
      var sockets = Tcp.get(classic).manager();
      sockets.tell(PoisonPill.getInstance(), sockets);
      if (!terminates(TERMINATION_MAX)) {
        LOG.warn("the actor system of the zone's cluster has not ended");
      }
    }
  }

  private boolean terminates(Duration atMost) {
    try {
      system
          .getWhenTerminated()
          .toCompletableFuture()
          .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException running) {
      return false;
    }
  }
}
