package coffer.node.cluster;

import coffer.node.bucket.BucketActor;
import coffer.node.bucket.BucketActor.Command;
import coffer.node.bucket.BucketActor.Reply;
import coffer.node.bucket.ShardedBuckets.BucketActors;
import coffer.node.index.ObjectIndex;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;

/**
 * One Pekko cluster per zone, with the zone in its name so that no wrong address can join two. A
 * single node joins itself.
 */
public final class ZoneCluster implements BucketActors, AutoCloseable {
  private final ActorSystem<SpawnProtocol.Command> system;
  private final ClusterSharding sharding;

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
      setup = setup.and(SSLEngineProviderSetup.create(classic -> new MutualTls(tls.get().get())));
    }
    return new ZoneCluster(ActorSystem.create(SpawnProtocol.create(), "coffer-" + zone, setup));
  }

  public ActorSystem<SpawnProtocol.Command> system() {
    return system;
  }

  /** Makes this node a cluster of one. */
  public void joinSelf() {
    var cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
  }

  /** Lets buckets' actors live on this node. */
  public void startBuckets(ObjectIndex index, Clock clock) {
    sharding.init(
        Entity.of(
            BucketActor.TYPE, entity -> BucketActor.create(entity.getEntityId(), index, clock)));
  }

  @Override
  public CompletionStage<Reply> ask(
      String bucket, Function<ActorRef<Reply>, Command> message, Duration timeout) {
    return sharding.entityRefFor(BucketActor.TYPE, bucket).ask(message, timeout);
  }

  @Override
  public void tell(String bucket, Command message) {
    sharding.entityRefFor(BucketActor.TYPE, bucket).tell(message);
  }

  /** Leaves the cluster and ends the actor system. Blocks. */
  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
