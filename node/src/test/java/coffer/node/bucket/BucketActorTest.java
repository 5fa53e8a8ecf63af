package coffer.node.bucket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Error;
import coffer.kms.envelope.SealedKey;
import coffer.node.bucket.BucketActor.Command;
import coffer.node.bucket.BucketActor.CurrentKey;
import coffer.node.bucket.BucketActor.Find;
import coffer.node.bucket.BucketActor.Forget;
import coffer.node.bucket.BucketActor.Held;
import coffer.node.bucket.BucketActor.Known;
import coffer.node.bucket.BucketActor.OfferKey;
import coffer.node.bucket.BucketActor.Refused;
import coffer.node.bucket.BucketActor.Replace;
import coffer.node.bucket.BucketActor.Reply;
import coffer.node.bucket.BucketActor.Shown;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.japi.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class BucketActorTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          com.typesafe.config.ConfigFactory.parseString("pekko.actor.provider = local")
              .withFallback(com.typesafe.config.ConfigFactory.load()));
  private static final Bucket BUCKET = SampleBucket.BUCKET;

  private final BucketRows rows = new BucketRows();
  private final MovableClock clock = new MovableClock();
  private final TestProbe<Reply> probe = KIT.createTestProbe();
  private final ActorRef<Command> actor =
      KIT.spawn(BucketActor.create("bucket", rows.index(), clock, System::nanoTime, false));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void readsOnceWhileWhatItKnowsIsGood() {
    rows.rows.put("bucket", BUCKET);
    for (int times = 0; times < 3; times++) {
      assertEquals(Known.unlent(Optional.of(BUCKET)), ask(new Find(probe.ref())));
    }
    assertEquals(1, rows.reads.get());
    clock.advance(BucketState.CONFIGURATION_LIFE);
    ask(new Find(probe.ref()));
    assertEquals(2, rows.reads.get());
  }

  @Test
  void absenceIsNotRemembered() {
    assertEquals(Known.unlent(Optional.empty()), ask(new Find(probe.ref())));
    rows.rows.put("bucket", BUCKET);
    assertEquals(Known.unlent(Optional.of(BUCKET)), ask(new Find(probe.ref())));
  }

  @Test
  void itsOwnChangesAreSeenAtOnce() {
    assertEquals(Known.unlent(Optional.empty()), ask(new BucketActor.Create(BUCKET, probe.ref())));
    var policy = BUCKET.withPolicy(Optional.of("{}"));
    var stored = Known.unlent(Optional.of(policy.withVersion(2)));
    assertEquals(stored, ask(new Replace(policy, probe.ref())));
    assertEquals(stored, ask(new Find(probe.ref())));
    assertEquals(
        Known.unlent(Optional.empty()), ask(new Replace(policy, probe.ref())), "old version");
    assertEquals(stored, ask(new Find(probe.ref())));
    ask(new BucketActor.Delete(BUCKET, probe.ref()));
    assertEquals(Known.unlent(Optional.empty()), ask(new Find(probe.ref())));
  }

  @Test
  void anotherActorsChangeIsSeenOnceItIsTold() {
    rows.rows.put("bucket", BUCKET);
    ask(new Find(probe.ref()));
    var changed = BUCKET.withVersion(2);
    rows.rows.put("bucket", changed);
    actor.tell(new Forget());
    assertEquals(Known.unlent(Optional.of(changed)), ask(new Find(probe.ref())));
  }

  @Test
  void whatItShowsIsTakenBackBeforeAChangeBegins() {
    rows.rows.put("bucket", BUCKET);
    ask(new Find(probe.ref()));
    var shown = assertInstanceOf(Shown.class, answer(new Find(probe.ref())));
    assertEquals(BUCKET, shown.bucket());
    assertEquals(BucketState.CONFIGURATION_LIFE.toMillis(), shown.lifeMillis());
    assertFalse(shown.loan().isOver());
    var over = new AtomicReference<Boolean>();
    rows.beforeReplacing = () -> over.set(shown.loan().isOver());
    ask(new Replace(BUCKET.withPolicy(Optional.of("{}")), probe.ref()));
    assertEquals(true, over.get());
    var again = assertInstanceOf(Shown.class, answer(new Find(probe.ref())));
    assertEquals(2, again.bucket().version());
    assertFalse(again.loan().isOver());
  }

  @Test
  void whatItShowsIsTakenBackWhenAnotherMayHaveChangedItAndWhenItStops() {
    rows.rows.put("bucket", BUCKET);
    ask(new Find(probe.ref()));
    var shown = assertInstanceOf(Shown.class, answer(new Find(probe.ref())));
    actor.tell(new Forget());
    ask(new Find(probe.ref()));
    assertTrue(shown.loan().isOver());
    var last = assertInstanceOf(Shown.class, answer(new Find(probe.ref())));
    assertFalse(last.loan().isOver());
    KIT.stop(actor);
    assertTrue(last.loan().isOver());
  }

  @Test
  void whatIsShownIsUsedWithoutAskingUntilItIsTakenBack() throws Exception {
    var loan = new Loan();
    var shown = new Answering(CompletableFuture.completedFuture(new Shown(BUCKET, loan, 60_000)));
    var buckets = new ShardedBuckets(shown, rows.index(), "zone1-az1", () -> false);
    for (int times = 0; times < 3; times++) {
      assertEquals(Optional.of(BUCKET), get(buckets.find("bucket")));
    }
    assertEquals(1, shown.asked.get());
    loan.end();
    assertEquals(Optional.of(BUCKET), get(buckets.find("bucket")));
    assertEquals(2, shown.asked.get());
  }

  @Test
  void waitingMessagesAreBounded() {
    rows.gate = new CompletableFuture<>();
    var patient = KIT.<Reply>createTestProbe();
    for (int count = 0; count < BucketActor.WAITING_MAX + 1; count++) {
      actor.tell(new Find(patient.ref()));
    }
    assertEquals(
        new Refused(S3Error.SlowDown, S3Error.SlowDown.message()), ask(new Find(probe.ref())));
    rows.rows.put("bucket", BUCKET);
    rows.gate.complete(null);
    for (int count = 0; count < BucketActor.WAITING_MAX + 1; count++) {
      patient.receiveMessage();
    }
    patient.expectNoMessage(Duration.ZERO);
  }

  @Test
  void theFirstBucketKeyWinsAndDiesInTime() {
    assertEquals(new Held(Optional.empty(), 0), ask(current("alice")));
    var first = key(1);
    long life = BucketState.KEY_LIFE.toMillis();
    assertEquals(new Held(Optional.of(first), life), ask(offer("alice", first)));
    assertEquals(new Held(Optional.of(first), life), ask(offer("alice", key(2))));
    assertEquals(new Held(Optional.empty(), 0), ask(current("bob")), "each requester has his own");
    clock.advance(Duration.ofMinutes(4));
    assertEquals(new Held(Optional.of(first), 60_000), ask(current("alice")));
    clock.advance(Duration.ofMinutes(1));
    assertEquals(new Held(Optional.empty(), 0), ask(current("alice")));
  }

  @Test
  void aSilentActorIsPassedBy() throws Exception {
    var buckets =
        new ShardedBuckets(
            new Answering(CompletableFuture.failedFuture(new TimeoutException())),
            rows.index(),
            "zone1-az1",
            () -> false);
    assertEquals(Optional.empty(), get(buckets.create(BUCKET)));
    assertEquals(Optional.empty(), get(buckets.create(BUCKET)), "a repeat of the same creation");
    var other = BUCKET.withVersion(1).withPolicy(Optional.of("{}"));
    assertEquals(Optional.of(BUCKET), get(buckets.find("bucket")));
    assertEquals(Optional.of(other.withVersion(2)), get(buckets.replace(other)));
  }

  @Test
  void anActorWhoseNodeIsStoppingIsPassedBy() throws Exception {
    var stopping =
        new Answering(
            CompletableFuture.completedFuture(
                new Refused(S3Error.ServiceUnavailable, S3Error.ServiceUnavailable.message())));
    var buckets = new ShardedBuckets(stopping, rows.index(), "zone1-az1", () -> false);
    rows.rows.put("bucket", BUCKET);
    assertEquals(Optional.of(BUCKET), get(buckets.find("bucket")));
  }

  /** Actors that all answer the same. */
  private record Answering(CompletableFuture<Reply> answer, AtomicInteger asked)
      implements ShardedBuckets.BucketActors {
    private Answering(CompletableFuture<Reply> answer) {
      this(answer, new AtomicInteger());
    }

    @Override
    public CompletionStage<Reply> ask(
        String bucket, Function<ActorRef<Reply>, Command> message, Duration timeout) {
      asked.incrementAndGet();
      return answer;
    }

    @Override
    public void tell(String bucket, Command message) {}
  }

  private CurrentKey current(String requester) {
    return new CurrentKey("id", "arn", requester, Map.of("a", "b"), probe.ref());
  }

  private OfferKey offer(String requester, SealedKey key) {
    return new OfferKey("id", requester, key, probe.ref());
  }

  private static SealedKey key(int number) {
    return new SealedKey(
        SealedKey.Purpose.BUCKET_KEY, "arn", Map.of("a", "b"), new byte[] {(byte) number});
  }

  private Reply ask(Command command) {
    var reply = answer(command);
    return reply instanceof Shown(var bucket, var loan, var lifeMillis)
        ? Known.unlent(Optional.of(bucket))
        : reply;
  }

  private Reply answer(Command command) {
    actor.tell(command);
    return probe.receiveMessage();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static final class MovableClock extends Clock {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
