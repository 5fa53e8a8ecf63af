package coffer.node.bucket;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.envelope.SealedKey;
import coffer.kms.stage.StageFailure;
import coffer.node.bucket.BucketState.KeyUse;
import coffer.node.index.ObjectIndex;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;

/**
 * A bucket's soft state. It reads and changes the bucket's row in the index, one after the other,
 * so that whoever asks it sees every change that it made; meanwhile up to {@link #WAITING_MAX}
 * messages wait.
 */
public final class BucketActor {
  public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "bucket");

  /** Bounds the waiting messages; more are refused with SlowDown. */
  static final int WAITING_MAX = 1000;

  /** What a bucket's actor can be asked. */
  public sealed interface Command {}

  /** Answered by {@link Known}, on the actor's own node perhaps by {@link Shown}. */
  public record Find(ActorRef<Reply> replyTo) implements Command, CborSerializable {}

  /** Answered by {@link Known}: the bucket that was there already, if any. */
  public record Create(Bucket bucket, ActorRef<Reply> replyTo)
      implements Command, CborSerializable {}

  /** Answered by {@link Known}: the bucket as stored, or nothing if another change came first. */
  public record Replace(Bucket changed, ActorRef<Reply> replyTo)
      implements Command, CborSerializable {}

  /** Answered by {@link Known} with nothing. */
  public record Delete(Bucket bucket, ActorRef<Reply> replyTo)
      implements Command, CborSerializable {}

  /** Somebody changed the bucket without this actor. */
  public record Forget() implements Command, CborSerializable {}

  /** Asks for a live bucket key; answered by {@link Held}. */
  public record CurrentKey(
      String bucketId,
      String keyArn,
      String requester,
      Map<String, String> context,
      ActorRef<Reply> replyTo)
      implements Command, CborSerializable {}

  /** Gives the actor a new bucket key; answered by {@link Held}, maybe with an earlier one. */
  public record OfferKey(String bucketId, String requester, SealedKey key, ActorRef<Reply> replyTo)
      implements Command, CborSerializable {}

  /** A read or change of the index came to its end. */
  private record Ended(Work work, Reply reply, Optional<Bucket> now, Instant began)
      implements Command {}

  /**
   * What the index is asked for, once nobody uses what was lent on this node.
   *
   * @param changes whether it changes a configuration that may be lent
   */
  private record Work(
      Supplier<CompletionStage<Optional<Bucket>>> asking,
      boolean changes,
      ActorRef<Reply> replyTo) {}

  /** What the actor answers. */
  public sealed interface Reply extends CborSerializable {}

  /**
   * @param leaseMillis how long whoever asked may go on using it, from when it asked
   */
  public record Known(Optional<Bucket> bucket, long leaseMillis) implements Reply {
    static Known unlent(Optional<Bucket> bucket) {
      return new Known(bucket, 0);
    }
  }

  /**
   * The configuration, to be used without asking again until it is taken back. To this node only.
   *
   * @param lifeMillis for how long at most, from when it was asked for
   */
  public record Shown(Bucket bucket, Loan loan, long lifeMillis) implements Reply {}

  /**
   * @param lifeMillis how long the key may be used from now on
   */
  public record Held(Optional<SealedKey> key, long lifeMillis) implements Reply {}

  /** The index refused, or could not answer. */
  public record Refused(S3Error error, String message) implements Reply {}

  private final String name;
  private final ObjectIndex index;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final ActorContext<Command> context;
  private final StashBuffer<Command> waiting;
  private Loan loan = new Loan();

  private BucketActor(
      String name,
      ObjectIndex index,
      Clock clock,
      LongSupplier nanoTime,
      ActorContext<Command> context,
      StashBuffer<Command> waiting) {
    this.name = name;
    this.index = index;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.context = context;
    this.waiting = waiting;
  }

  /**
   * @param name the bucket's
   * @param nanoTime a clock that only goes forward
   * @param several whether an actor before this one may have lent the configuration to others
   */
  public static Behavior<Command> create(
      String name, ObjectIndex index, Clock clock, LongSupplier nanoTime, boolean several) {
    return Behaviors.setup(
        context ->
            Behaviors.withStash(
                WAITING_MAX,
                waiting ->
                    new BucketActor(name, index, clock, nanoTime, context, waiting)
                        .ready(BucketState.unknown(nanoTime.getAsLong(), several))));
  }

  private Behavior<Command> ready(BucketState state) {
    return Behaviors.receive(
        (itself, command) ->
            switch (command) {
              case Find(var replyTo) -> find(state, replyTo);
              case Create(var bucket, var replyTo) ->
                  work(
                      state,
                      new Work(() -> index.createBucket(bucket), false, replyTo),
                      there -> there.or(() -> kept(bucket)));
              case Replace(var changed, var replyTo) ->
                  work(
                      state,
                      new Work(() -> index.replaceBucket(changed), true, replyTo),
                      stored -> stored);
              case Delete(var bucket, var replyTo) ->
                  work(
                      state,
                      new Work(
                          () -> index.deleteBucket(bucket).thenApply(nothing -> Optional.empty()),
                          true,
                          replyTo),
                      gone -> gone);
              case Forget() -> {
                takeBack();
                yield ready(state.with(Optional.empty(), clock.instant()));
              }
              case CurrentKey asked -> currentKey(state, asked);
              case OfferKey offer -> offerKey(state, offer);
              case Ended ended -> Behaviors.unhandled();
            },
        this::signalled);
  }

  /** The index is at work: bucket keys are handed out, the rest waits. */
  private Behavior<Command> busy(BucketState state) {
    return Behaviors.receive(
        (itself, command) ->
            switch (command) {
              case Ended ended -> {
                answer(state, ended);
                yield waiting.unstashAll(ready(state.with(ended.now, ended.began)));
              }
              case Find(var replyTo) -> await(command, replyTo);
              case Create(var bucket, var replyTo) -> await(command, replyTo);
              case Replace(var changed, var replyTo) -> await(command, replyTo);
              case Delete(var bucket, var replyTo) -> await(command, replyTo);
              case CurrentKey asked -> await(command, asked.replyTo);
              case OfferKey offer -> await(command, offer.replyTo);
              case Forget() -> await(command, null);
            },
        this::signalled);
  }

  /**
   * Another actor, on another node, may follow. What is not handled here has to be left so:
   * sharding stops an actor by a signal that is ignored by whoever says that it is handled.
   */
  private Behavior<Command> signalled(ActorContext<Command> itself, Signal signal) {
    if (signal instanceof PostStop) {
      takeBack();
      return Behaviors.same();
    }
    return Behaviors.unhandled();
  }

  private void takeBack() {
    loan.end();
    loan = new Loan();
  }

  private Behavior<Command> await(Command command, @Nullable ActorRef<Reply> replyTo) {
    if (!waiting.isFull()) {
      waiting.stash(command);
    } else if (replyTo != null) {
      replyTo.tell(new Refused(S3Error.SlowDown, S3Error.SlowDown.message()));
    }
    return Behaviors.same();
  }

  private static Optional<Bucket> kept(Bucket created) {
    return Optional.of(created);
  }

  private Behavior<Command> find(BucketState state, ActorRef<Reply> replyTo) {
    var fresh = state.fresh(clock.instant());
    if (fresh.isEmpty()) {
      return work(state, new Work(() -> index.findBucket(name), false, replyTo), found -> found);
    }
    if (replyTo.path().address().hasLocalScope()) {
      replyTo.tell(new Shown(fresh.get(), loan, state.lifeMillis(clock.instant())));
      return Behaviors.same();
    }
    replyTo.tell(new Known(fresh, BucketState.LEASE.toMillis()));
    return ready(state.lent(nanoTime.getAsLong()));
  }

  /** A change only when no node uses what was lent before it. */
  private void answer(BucketState state, Ended ended) {
    var wait = state.lentFor(nanoTime.getAsLong());
    if (ended.work.changes && wait.isPositive()) {
      context.scheduleOnce(wait, ended.work.replyTo, ended.reply);
    } else {
      ended.work.replyTo.tell(ended.reply);
    }
  }

  /** What the actor knows once the index has answered. */
  private interface After {
    Optional<Bucket> of(Optional<Bucket> answer);
  }

  private Behavior<Command> work(BucketState state, Work work, After after) {
    takeBack();
    var began = clock.instant();
    context.pipeToSelf(
        work.asking.get(),
        (answer, failure) ->
            failure == null
                ? new Ended(work, Known.unlent(answer), after.of(answer), began)
                : new Ended(work, refused(failure), Optional.empty(), began));
    return busy(state);
  }

  private Reply refused(Throwable failure) {
    var cause = StageFailure.cause(failure);
    if (cause instanceof S3Exception refusal) {
      return new Refused(refusal.error(), String.valueOf(refusal.getMessage()));
    }
    context.getLog().error("bucket {}: the index failed", name, cause);
    return new Refused(S3Error.InternalError, S3Error.InternalError.message());
  }

  private Behavior<Command> currentKey(BucketState state, CurrentKey asked) {
    var use = new KeyUse(asked.bucketId, asked.keyArn, asked.requester, asked.context);
    asked.replyTo.tell(held(state, use));
    return Behaviors.same();
  }

  private Behavior<Command> offerKey(BucketState state, OfferKey offer) {
    var key = offer.key;
    var use = new KeyUse(offer.bucketId, key.keyArn(), offer.requester, key.context());
    var changed = state.offered(use, key, clock.instant());
    offer.replyTo.tell(held(changed, use));
    return ready(changed);
  }

  private Held held(BucketState state, KeyUse use) {
    var now = clock.instant();
    return state
        .key(use, now)
        .map(
            held ->
                new Held(Optional.of(held.key()), Duration.between(now, held.until()).toMillis()))
        .orElse(new Held(Optional.empty(), 0));
  }
}
