package coffer.node.index.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import coffer.node.replication.VoterTerm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** When a follower asks its leader, and when it answers by itself. */
final class FollowerReadsTest {
  private static final IndexCall.Read CALL = new IndexCall.FindBucket("b");
  private static final IndexReply REPLY = new IndexReply.OneBucket(Optional.empty());

  private final List<CompletableFuture<Long>> questions = new ArrayList<>();
  private long now = 1;
  private final FollowerReads reads = new FollowerReads(this::ask, () -> now);
  private final Rows rows = new Rows();

  private CompletionStage<Long> ask() {
    var question = new CompletableFuture<Long>();
    questions.add(question);
    return question;
  }

  private CompletableFuture<Optional<IndexReply>> read() {
    return reads.read(rows, CALL).toCompletableFuture();
  }

  /** A replica that has applied entries up to {@code applied}. */
  private static final class Rows implements GroupReplica {
    long applied = 5;

    @Override
    public CompletionStage<IndexReply> carryOut(IndexCall call, Optional<CallId> id) {
      throw new AssertionError("it does not lead");
    }

    @Override
    public boolean leads() {
      return false;
    }

    @Override
    public boolean follows() {
      return true;
    }

    @Override
    public Optional<VoterTerm> voterTerm() {
      return Optional.empty();
    }

    @Override
    public CompletionStage<Optional<IndexReply>> readFollowing(IndexCall.Read call, long position) {
      assertEquals(CALL, call);
      return CompletableFuture.completedStage(
          position <= applied ? Optional.of(REPLY) : Optional.empty());
    }

    @Override
    public Optional<String> leader() {
      return Optional.empty();
    }
  }

  @Test
  void readsThatWaitShareAQuestionAskedAfterTheyBegan() {
    var first = read();
    var second = read();
    var third = read();
    assertEquals(1, questions.size());
    questions.get(0).complete(5L);
    assertEquals(Optional.of(REPLY), first.join());
    assertFalse(second.isDone() || third.isDone());
    assertEquals(2, questions.size());
    questions.get(1).complete(4L);
    assertEquals(Optional.of(REPLY), second.join());
    assertEquals(Optional.of(REPLY), third.join());
    assertEquals(2, questions.size());
  }

  @Test
  void rowsThatAreBehindAreLeftAloneForAWhile() {
    var first = read();
    questions.get(0).complete(6L);
    assertEquals(Optional.empty(), first.join());
    rows.applied = 6;
    now += Duration.ofMillis(19).toNanos();
    assertEquals(Optional.empty(), read().join());
    assertEquals(1, questions.size());
    now += Duration.ofMillis(1).toNanos();
    var later = read();
    questions.get(1).complete(6L);
    assertEquals(Optional.of(REPLY), later.join());
    read();
    assertEquals(3, questions.size());
  }

  @Test
  void aLeaderThatTellsNoPositionHasToAnswerItself() {
    var unanswered = read();
    questions.get(0).completeExceptionally(new IllegalStateException("no leader"));
    assertEquals(Optional.empty(), unanswered.join());
    now += Duration.ofMillis(20).toNanos();
    var next = read();
    questions.get(1).complete(5L);
    assertEquals(Optional.of(REPLY), next.join());
  }
}
