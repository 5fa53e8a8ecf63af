package coffer.node.index.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.WriteCondition;
import coffer.node.index.Announcement;
import coffer.node.index.FakeCluster;
import coffer.node.index.decision.MemberDecisions;
import coffer.node.index.record.Samples;
import coffer.node.peer.Member;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls between three nodes: actors and RocksDB, with a log and a network that misbehave. */
final class IndexClientTest {
  private static final Bucket BUCKET = Samples.bucket("general", 1);

  private static ActorSystem<Void> system;

  @TempDir Path folder;
  private FakeCluster cluster;

  @BeforeAll
  static void startSystem() {
    system = ActorSystem.create(Behaviors.empty(), "index-client-test");
  }

  @AfterAll
  static void stopSystem() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  @BeforeEach
  void startCluster() {
    cluster = new FakeCluster(system, folder, 3);
    cluster.lead(0);
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  private static <R> R get(CompletionStage<R> stage) {
    return stage.toCompletableFuture().join();
  }

  private IndexReply call(int from, IndexCall call) {
    return get(send(from, call));
  }

  private CompletionStage<IndexReply> send(int from, IndexCall call) {
    return cluster.nodes.get(from).client.call("region", call, Duration.ofSeconds(10));
  }

  private static IndexCall append(long offset) {
    var draft =
        Samples.object("log", "e" + offset, Samples.extent(1, 1 + (int) offset, 1, Samples.run(1)));
    return new IndexCall.Append(BUCKET, draft, offset, WriteCondition.NONE);
  }

  private long size() {
    var found = (IndexReply.Found) call(1, new IndexCall.Find(BUCKET, "log", Optional.empty()));
    return found.object().orElseThrow().info().size();
  }

  @Test
  void everyNodeCanAskTheLeader() {
    assertEquals(
        new IndexReply.OneBucket(Optional.empty()), call(2, new IndexCall.CreateBucket(BUCKET)));
    for (var node = 0; node < 3; node++) {
      assertEquals(
          new IndexReply.OneBucket(Optional.of(BUCKET)),
          call(node, new IndexCall.FindBucket("general")));
    }
    assertRefused(
        S3Error.NoSuchBucket,
        send(1, new IndexCall.Find(Samples.bucket("no", 9), "k", Optional.empty())));
  }

  @Test
  void aFollowerAnswersReadsItselfUnlessItIsBehind() {
    var find = new IndexCall.FindBucket("general");
    var there = new IndexReply.OneBucket(Optional.of(BUCKET));
    call(0, new IndexCall.CreateBucket(BUCKET));
    assertEquals(there, call(1, find));
    // For the leader's position alone.
    assertEquals(1, cluster.sent);
    cluster.behind.add(1);
    call(0, new IndexCall.DeleteBucket(BUCKET));
    assertEquals(new IndexReply.OneBucket(Optional.empty()), call(1, find));
    assertEquals(3, cluster.sent);
  }

  @Test
  void aWriteOfADeposedLeaderIsAnsweredByTheNextAndMadeOnce() {
    call(0, new IndexCall.CreateBucket(BUCKET));
    cluster.acknowledgementsToLose = 1;
    cluster.nextLeader = 2;
    assertInstanceOf(IndexReply.Info.class, call(0, append(0)));
    cluster.acknowledgementsToLose = 1;
    cluster.nextLeader = 1;
    assertInstanceOf(IndexReply.Info.class, call(0, append(1)));
    assertEquals(2, size());
  }

  @Test
  void aWriteWhoseAnswerWasLostIsMadeOnce() {
    call(0, new IndexCall.CreateBucket(BUCKET));
    cluster.answersToLose = 2;
    var reply = assertInstanceOf(IndexReply.Info.class, call(1, append(0)));
    assertEquals(1, reply.info().size());
    assertEquals(1, size());
  }

  @Test
  void manyWritesAreEachMadeOnceWhileLeadersChange() {
    call(0, new IndexCall.CreateBucket(BUCKET));
    var done = new ArrayList<CompletableFuture<IndexReply>>();
    for (var round = 0; round < 60; round++) {
      synchronized (cluster) {
        cluster.nextLeader = round % 3;
        cluster.acknowledgementsToLose = round % 5 == 0 ? 1 : 0;
        cluster.answersToLose = round % 7 == 0 ? 1 : 0;
      }
      var write = send(round % 3, append(round)).toCompletableFuture();
      write.join();
      done.add(write);
    }
    assertEquals(60, done.stream().filter(CompletableFuture::isDone).count());
    assertEquals(60, size());
  }

  @Test
  void whoeverDoesNotLeadTellsWhoDoes() {
    cluster.sent = 0;
    var seeds = List.of(FakeCluster.member(2));
    var founder =
        get(
            Announcement.send(
                cluster.nodes.get(1), FakeCluster.member(1), seeds, Duration.ofSeconds(10)));
    assertEquals("node1", founder);
    assertEquals(2, cluster.sent);
    assertEquals(
        List.of(FakeCluster.member(1)), cluster.nodes.get(2).rows.read(MemberDecisions::all));
  }

  @Test
  void nobodyAnnouncesAnotherNode() {
    var other = FakeCluster.member(2);
    assertRefused(S3Error.InternalError, send(1, new IndexCall.Announce(other)));
  }

  @Test
  void withoutALeaderACallFailsAtItsDeadline() {
    cluster.lead(-1);
    assertRefused(
        S3Error.ServiceUnavailable,
        cluster
            .nodes
            .get(0)
            .client
            .call("region", new IndexCall.FindBucket("b"), Duration.ofMillis(100)));
  }

  @Test
  void aCallWaitsForALeader() {
    cluster.lead(-1);
    var waiting = send(0, new IndexCall.CreateBucket(BUCKET)).toCompletableFuture();
    cluster.lead(2);
    assertEquals(new IndexReply.OneBucket(Optional.empty()), waiting.join());
  }

  @Test
  void aLeaderThatIsCutOffIsAskedAgainUntilItAnswers() {
    cluster.unreachable.add(0);
    var waiting = send(1, new IndexCall.CreateBucket(BUCKET)).toCompletableFuture();
    synchronized (cluster) {
      cluster.unreachable.clear();
    }
    assertEquals(new IndexReply.OneBucket(Optional.empty()), waiting.join());
  }

  @Test
  void bytesThatAreNoCallAreRefused() {
    var answer =
        get(
            cluster
                .nodes
                .get(0)
                .handler
                .handle(
                    new coffer.node.peer.PeerHandler.Call(
                        new coffer.node.tls.NodeName("c", "z", "n"), "region", new byte[] {1, 2})));
    assertEquals(
        400, assertInstanceOf(coffer.node.peer.PeerHandler.Answer.Refused.class, answer).status());
  }

  @Test
  void hintsAreReadAsTheyWereWritten() {
    var member = FakeCluster.member(1);
    var parsed = LeaderHint.parse(LeaderHint.of(Optional.of(member))).orElseThrow();
    assertEquals(
        List.of(member.nodeId(), member.zone(), member.host(), member.port()),
        List.of(parsed.nodeId(), parsed.zone(), parsed.host(), parsed.port()));
    assertEquals(Optional.<Member>empty(), LeaderHint.parse(LeaderHint.of(Optional.empty())));
    assertEquals(Optional.<Member>empty(), LeaderHint.parse("leader=x/y/99999999/z"));
  }

  private static void assertRefused(S3Error error, CompletionStage<?> stage) {
    var thrown = assertThrows(CompletionException.class, () -> get(stage));
    assertEquals(error, assertInstanceOf(S3Exception.class, thrown.getCause()).error());
  }
}
