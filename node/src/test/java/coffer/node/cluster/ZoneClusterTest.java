package coffer.node.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Error;
import coffer.kms.envelope.SealedKey;
import coffer.node.bucket.BucketActor;
import coffer.node.bucket.BucketActor.Held;
import coffer.node.bucket.BucketActor.Known;
import coffer.node.bucket.BucketActor.Refused;
import coffer.node.bucket.BucketActor.Reply;
import coffer.node.bucket.BucketActor.Shown;
import coffer.node.peer.Member;
import coffer.node.peer.PeerNode;
import coffer.node.tls.ClusterAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real actor systems in one zone, over TLS. */
final class ZoneClusterTest {
  private static final Duration ASK = Duration.ofSeconds(5);

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // by JUnit
  private ClusterAuthority authority;

  @BeforeEach
  void openTheAuthority() {
    authority = PeerNode.authority(folder);
  }

  @Test
  void bucketsAnswerFromTheOtherNodeAndMoveWhenItLeaves() throws Exception {
    try (var one = new ZoneNode(authority, "n1");
        var two = new ZoneNode(authority, "n2")) {
      var zone = List.of(one.member, two.member);
      two.joinZone(zone);
      one.joinZone(zone);
      await(() -> one.cluster.member() && two.cluster.member());
      await(() -> members(one) == 2 && members(two) == 2);
      var there = nameOf("n2", one);
      assertEquals(ZoneNode.bucket(there, "n2"), find(there, one));
      assertInstanceOf(Shown.class, asked(there, two), "on the actor's own node");
      keysTravel(there, one);
      changesTravel(there, one);

      long began = System.nanoTime();
      two.cluster.close();
      var took = Duration.ofNanos(System.nanoTime() - began);
      assertTrue(took.compareTo(Duration.ofSeconds(6)) < 0, took.toString());
      assertEquals("n1", find(there, one).region());
      assertEquals(0, one.downed.get() + two.downed.get());
    }
  }

  @Test
  void aBucketThatNobodyAskedForAnswersAgain() throws Exception {
    var idle = Duration.ofSeconds(1);
    var member = PeerNode.member("n1", ZoneNode.freePorts());
    try (var one = new ZoneNode(authority, member, idle)) {
      one.joinZone(List.of(member));
      await(one.cluster::member);
      assertInstanceOf(Known.class, asked("b", one), "by an actor that has to read it");
      assertInstanceOf(Shown.class, asked("b", one));
      await(() -> activeBuckets(one).isEmpty());
      assertInstanceOf(Known.class, asked("b", one), "by the next actor");
    }
  }

  private static Set<String> activeBuckets(ZoneNode node) {
    var system = node.cluster.system();
    CompletionStage<CurrentShardRegionState> asked =
        AskPattern.ask(
            ClusterSharding.get(system).shardState(),
            replyTo -> new GetShardRegionState(BucketActor.TYPE, replyTo),
            ASK,
            system.scheduler());
    return asked.toCompletableFuture().join().getShards().stream()
        .flatMap(shard -> shard.getEntityIds().stream())
        .collect(Collectors.toSet());
  }

  private static void keysTravel(String bucket, ZoneNode from) {
    var key =
        new SealedKey(
            SealedKey.Purpose.BUCKET_KEY,
            "arn:aws:kms:k",
            Map.of("aws:s3:arn", "arn:b"),
            new byte[] {0, -1, 127});
    var held =
        assertInstanceOf(
            Held.class,
            from.cluster
                .ask(bucket, replyTo -> new BucketActor.OfferKey("id", "arn:u", key, replyTo), ASK)
                .toCompletableFuture()
                .join());
    var back = held.key().orElseThrow();
    assertEquals(key.purpose(), back.purpose());
    assertEquals(key.keyArn(), back.keyArn());
    assertEquals(key.context(), back.context());
    assertArrayEquals(key.blob(), back.blob());
    var current =
        from.cluster
            .ask(
                bucket,
                replyTo ->
                    new BucketActor.CurrentKey("id", key.keyArn(), "arn:u", key.context(), replyTo),
                ASK)
            .toCompletableFuture()
            .join();
    assertArrayEquals(key.blob(), assertInstanceOf(Held.class, current).key().orElseThrow().blob());
  }

  /** The other node's index refuses changes: the refusal travels as well. */
  private static void changesTravel(String bucket, ZoneNode from) {
    var changed = ZoneNode.bucket(bucket, "x");
    var lent = known(bucket, from).leaseMillis();
    assertTrue(lent > 0);
    long lentAt = System.nanoTime();
    from.cluster.tell(bucket, new BucketActor.Forget());
    var reply =
        from.cluster
            .ask(bucket, replyTo -> new BucketActor.Replace(changed, replyTo), ASK)
            .toCompletableFuture()
            .join();
    assertEquals(S3Error.SlowDown, assertInstanceOf(Refused.class, reply).error());
    // Not before what was lent has run out, whatever came of the change.
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lentAt);
    assertTrue(millis > lent - 50, () -> millis + " ms");
  }

  @Test
  void theOnlyNodeOfAZoneIsAClusterAtOnce() throws Exception {
    try (var one = new ZoneNode(authority, "n1")) {
      long began = System.nanoTime();
      one.joinZone(List.of(one.member));
      assertEquals("n1", find("any", one).region());
      var took = Duration.ofNanos(System.nanoTime() - began);
      assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, took.toString());
    }
  }

  @Test
  void aNodeThatIsDownedIsTold() throws Exception {
    try (var one = new ZoneNode(authority, "n1")) {
      one.joinZone(List.of(one.member));
      await(one.cluster::member);
      var pekko = Cluster.get(one.cluster.system());
      pekko.manager().tell(Down.apply(pekko.selfMember().address()));
      await(() -> one.downed.get() == 1);
      assertFalse(one.cluster.member());
    }
  }

  @Test
  void theSmallerOfTwoClustersIsToldToGiveWay() throws Exception {
    try (var one = new ZoneNode(authority, "n1");
        var two = new ZoneNode(authority, "n2")) {
      one.cluster.joinSelf();
      two.cluster.joinSelf();
      await(() -> one.cluster.member() && two.cluster.member());
      var zone = List.of(one.member, two.member);
      one.joinZone(zone);
      two.joinZone(zone);
      await(() -> one.second.get() + two.second.get() > 0);
      assertTrue(one.second.get() == 0 || two.second.get() == 0);
    }
  }

  @Test
  void aNodeWithACertificateOfAnotherZoneCannotJoin() throws Exception {
    var elsewhere =
        new Member(
            "n2", "zone1-az2", "127.0.0.1", ZoneNode.freePorts(), "r2", Member.State.ACTIVE, "");
    try (var one = new ZoneNode(authority, "n1");
        var two = new ZoneNode(authority, elsewhere)) {
      one.cluster.joinSelf();
      await(one.cluster::member);
      new ZoneView(two.cluster.system(), "n2").join(one.member);
      TimeUnit.SECONDS.sleep(3);
      assertFalse(two.cluster.member());
      assertEquals(1, members(one));
    }
  }

  private static int members(ZoneNode node) {
    return new ZoneView(node.cluster.system(), "").state().members();
  }

  /** A bucket whose actor lives on that node. */
  private static String nameOf(String nodeId, ZoneNode asked) throws InterruptedException {
    for (int index = 0; index < 2_000; index++) {
      var name = "bucket-" + index;
      if (find(name, asked).region().equals(nodeId)) {
        return name;
      }
      // Shards move to a node that joined.
      TimeUnit.MILLISECONDS.sleep(5);
    }
    throw new AssertionError("no bucket is on " + nodeId);
  }

  private static Bucket find(String name, ZoneNode from) {
    var reply = asked(name, from);
    return reply instanceof Shown(var bucket, var loan, var lifeMillis)
        ? bucket
        : assertInstanceOf(Known.class, reply).bucket().orElseThrow();
  }

  private static Known known(String name, ZoneNode from) {
    return assertInstanceOf(Known.class, asked(name, from));
  }

  private static Reply asked(String name, ZoneNode from) {
    return from.cluster.ask(name, BucketActor.Find::new, ASK).toCompletableFuture().join();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not in time");
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
