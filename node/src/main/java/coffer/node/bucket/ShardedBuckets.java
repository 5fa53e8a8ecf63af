package coffer.node.bucket;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.bucket.BucketNames;
import coffer.http.bucket.Buckets;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.stage.StageFailure;
import coffer.node.bucket.BucketActor.Command;
import coffer.node.bucket.BucketActor.Held;
import coffer.node.bucket.BucketActor.Known;
import coffer.node.bucket.BucketActor.Refused;
import coffer.node.bucket.BucketActor.Reply;
import coffer.node.bucket.BucketActor.Shown;
import coffer.node.index.ObjectIndex;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.japi.function.Function;

/**
 * The bucket directory by way of the buckets' actors. An actor that does not answer in time,
 * because its node died or a shard is moving, is passed by: the same conditional write goes to the
 * index directly.
 */
public final class ShardedBuckets implements Buckets {
  private static final Duration READ_TIMEOUT = Duration.ofMillis(500);
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(2);

  private final BucketActors actors;
  private final ObjectIndex index;
  private final String zone;
  private final BooleanSupplier severalZones;
  private final SilentActors silent = new SilentActors(System::nanoTime);
  private final BucketLeases leases = new BucketLeases(System::nanoTime);

  /** How messages reach the actor of a bucket. */
  public interface BucketActors {
    CompletionStage<Reply> ask(
        String bucket, Function<ActorRef<Reply>, Command> message, Duration timeout);

    void tell(String bucket, Command message);
  }

  /**
   * @param zone the one whose actors can be asked
   * @param severalZones whether there are others, with actors of their own for general purpose
   *     buckets
   */
  public ShardedBuckets(
      BucketActors actors, ObjectIndex index, String zone, BooleanSupplier severalZones) {
    this.actors = actors;
    this.index = index;
    this.zone = zone;
    this.severalZones = severalZones;
  }

  /** Buckets of other zones have their actors there: the index answers for them. */
  private boolean elsewhere(String bucket) {
    return BucketNames.zone(bucket).filter(of -> !of.equals(zone)).isPresent();
  }

  /** Whether actors that cannot be told of a change may hold the bucket's configuration. */
  private boolean heldElsewhere(String bucket) {
    return severalZones.getAsBoolean()
        && BucketNames.zone(bucket).filter(of -> of.equals(zone)).isEmpty();
  }

  @Override
  public CompletionStage<Optional<Bucket>> find(String name) {
    if (elsewhere(name)) {
      return index.findBucket(name);
    }
    var lent = leases.get(name);
    if (lent.isPresent()) {
      return CompletableFuture.completedStage(lent);
    }
    if (silent.passBy(name)) {
      return index.findBucket(name);
    }
    long askedAt = leases.now();
    return unlessSilent(
        name,
        actors
            .ask(name, BucketActor.Find::new, READ_TIMEOUT)
            .thenApply(reply -> keepingLease(reply, askedAt)),
        () -> index.findBucket(name));
  }

  private Reply keepingLease(Reply reply, long askedAt) {
    switch (reply) {
      case Known(var bucket, var leaseMillis) ->
          bucket.ifPresent(found -> leases.put(found, askedAt, leaseMillis));
      case Shown(var bucket, var loan, var lifeMillis) ->
          leases.put(bucket, askedAt, lifeMillis, loan);
      case Refused refused -> {}
      case Held held -> {}
    }
    return reply;
  }

  @Override
  public CompletionStage<Optional<Bucket>> create(Bucket bucket) {
    leases.drop(bucket.name());
    if (elsewhere(bucket.name())) {
      return index.createBucket(bucket);
    }
    return unlessSilent(
            bucket.name(),
            actors.ask(bucket.name(), self -> new BucketActor.Create(bucket, self), WRITE_TIMEOUT),
            () -> index.createBucket(bucket))
        // The silent actor may have made it before it was passed by.
        .thenApply(there -> there.filter(other -> !other.id().equals(bucket.id())));
  }

  @Override
  public CompletionStage<Optional<Bucket>> replace(Bucket changed) {
    leases.drop(changed.name());
    if (heldElsewhere(changed.name())) {
      return settled(changed.name(), index.replaceBucket(changed));
    }
    return unlessSilent(
        changed.name(),
        actors.ask(changed.name(), self -> new BucketActor.Replace(changed, self), WRITE_TIMEOUT),
        () -> settled(changed.name(), index.replaceBucket(changed)));
  }

  @Override
  public CompletionStage<Void> delete(Bucket bucket) {
    leases.drop(bucket.name());
    if (heldElsewhere(bucket.name())) {
      return settled(bucket.name(), index.deleteBucket(bucket));
    }
    return unlessSilent(
            bucket.name(),
            actors.ask(bucket.name(), self -> new BucketActor.Delete(bucket, self), WRITE_TIMEOUT),
            () ->
                settled(
                    bucket.name(),
                    index.deleteBucket(bucket).thenApply(nothing -> Optional.empty())))
        .thenAccept(nothing -> {});
  }

  @Override
  public CompletionStage<List<Bucket>> list(
      BucketKind kind, String account, String after, int limit) {
    return index.listBuckets(kind, account, after, limit);
  }

  /** Completes once no actor can still hold the configuration from before. */
  private <T> CompletionStage<T> settled(String name, CompletionStage<T> change) {
    return change.thenCompose(
        done -> {
          actors.tell(name, new BucketActor.Forget());
          var later =
              CompletableFuture.delayedExecutor(
                  BucketState.CONFIGURATION_LIFE.plus(BucketState.LEASE).toMillis(),
                  TimeUnit.MILLISECONDS);
          return CompletableFuture.supplyAsync(() -> done, later);
        });
  }

  private CompletionStage<Optional<Bucket>> unlessSilent(
      String bucket,
      CompletionStage<Reply> asked,
      Supplier<CompletionStage<Optional<Bucket>>> directly) {
    return asked
        .<CompletionStage<Optional<Bucket>>>handle(
            (reply, failure) -> {
              // The actor of a node that is stopping has no index any more.
              boolean stopping =
                  reply instanceof Refused(var error, var why)
                      && error == S3Error.ServiceUnavailable;
              if (failure == null && !stopping) {
                silent.answered(bucket);
                return CompletableFuture.completedFuture(known(reply));
              }
              if (failure == null || isSilence(failure)) {
                silent.silent(bucket);
                return directly.get();
              }
              return CompletableFuture.failedFuture(failure);
            })
        .thenCompose(answer -> answer);
  }

  static boolean isSilence(Throwable failure) {
    return StageFailure.cause(failure) instanceof TimeoutException;
  }

  private static Optional<Bucket> known(Reply reply) {
    return switch (reply) {
      case Known(var bucket, var leaseMillis) -> bucket;
      case Shown(var bucket, var loan, var lifeMillis) -> Optional.of(bucket);
      case Refused(var error, var message) -> throw new S3Exception(error, message);
      case Held held -> throw new S3Exception(S3Error.InternalError);
    };
  }
}
