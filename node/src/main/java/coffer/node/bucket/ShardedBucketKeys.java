package coffer.node.bucket;

import coffer.http.bucket.Bucket;
import coffer.kms.envelope.DataKeys;
import coffer.kms.envelope.SealedKey;
import coffer.kms.envelope.SealedKey.Purpose;
import coffer.kms.policy.Principal;
import coffer.node.bucket.BucketActor.Held;
import coffer.node.bucket.BucketActor.Known;
import coffer.node.bucket.BucketActor.Refused;
import coffer.node.bucket.BucketActor.Reply;
import coffer.node.bucket.BucketActor.Shown;
import coffer.node.bucket.BucketState.KeyUse;
import coffer.node.bucket.ShardedBuckets.BucketActors;
import coffer.node.object.BucketKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bucket keys, shared by the nodes of a zone through the buckets' actors and kept here for as long
 * as the actor says. A silent actor costs one more key, nothing else. Only sealed keys are held.
 */
public final class ShardedBucketKeys implements BucketKeys {
  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final int HELD_MAX = 10_000;

  private final BucketActors actors;
  private final DataKeys keys;
  private final Clock clock;
  private final SilentActors silent = new SilentActors(System::nanoTime);
  private final Map<KeyUse, CompletableFuture<Live>> held = new ConcurrentHashMap<>();

  private record Live(SealedKey key, Instant until) {}

  public ShardedBucketKeys(BucketActors actors, DataKeys keys, Clock clock) {
    this.actors = actors;
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public CompletionStage<SealedKey> current(
      Bucket bucket, String keyArn, Map<String, String> context, Principal caller) {
    var use = new KeyUse(bucket.id(), keyArn, caller.arn(), Map.copyOf(context));
    if (held.size() > HELD_MAX) {
      held.clear();
    }
    return held.compute(use, (same, known) -> isUsable(known) ? known : fetch(bucket, use, caller))
        .thenApply(Live::key);
  }

  private boolean isUsable(@org.jspecify.annotations.Nullable CompletableFuture<Live> known) {
    return known != null
        && (!known.isDone()
            || !known.isCompletedExceptionally() && clock.instant().isBefore(known.join().until));
  }

  private CompletableFuture<Live> fetch(Bucket bucket, KeyUse use, Principal caller) {
    return heldByActor(bucket, use)
        .thenCompose(
            there ->
                there.isPresent()
                    ? CompletableFuture.completedFuture(there.get())
                    : made(bucket, use, caller))
        .toCompletableFuture();
  }

  private CompletionStage<Optional<Live>> heldByActor(Bucket bucket, KeyUse use) {
    if (silent.passBy(bucket.name())) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return actors
        .ask(
            bucket.name(),
            self ->
                new BucketActor.CurrentKey(
                    use.bucketId(), use.keyArn(), use.requester(), use.context(), self),
            TIMEOUT)
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                silent.silent(bucket.name());
                return Optional.empty();
              }
              silent.answered(bucket.name());
              return live(reply);
            });
  }

  private CompletionStage<Live> made(Bucket bucket, KeyUse use, Principal caller) {
    return keys.seal(Purpose.BUCKET_KEY, use.keyArn(), use.context(), caller)
        .thenCompose(
            made ->
                silent.passBy(bucket.name())
                    ? CompletableFuture.completedFuture(own(made))
                    : actors
                        .ask(
                            bucket.name(),
                            self ->
                                new BucketActor.OfferKey(
                                    use.bucketId(), use.requester(), made, self),
                            TIMEOUT)
                        .handle(
                            (reply, failure) ->
                                (failure == null ? live(reply) : Optional.<Live>empty())
                                    .orElseGet(() -> own(made))));
  }

  private Live own(SealedKey made) {
    return new Live(made, clock.instant().plus(BucketState.KEY_LIFE));
  }

  private Optional<Live> live(Reply reply) {
    return switch (reply) {
      case Held(var key, var lifeMillis) ->
          key.map(there -> new Live(there, clock.instant().plusMillis(lifeMillis)));
      case Known known -> Optional.empty();
      case Shown shown -> Optional.empty();
      case Refused refused -> Optional.empty();
    };
  }
}
