package coffer.kms.actor;

import coffer.kms.actor.OpenedKeys.Slot;
import coffer.kms.envelope.DataKey;
import coffer.kms.envelope.DataKeys;
import coffer.kms.envelope.KeyBinding;
import coffer.kms.envelope.SealedKey;
import coffer.kms.envelope.TamperedException;
import coffer.kms.policy.Principal;
import coffer.kms.service.KmsException;
import coffer.kms.service.KmsException.Code;
import coffer.kms.service.SealedKeys;
import coffer.kms.stage.StageFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.pattern.StatusReply;

/**
 * Opens data keys with keys that the node's {@link KmsActor} holds, on the thread that asks; all
 * else, and whatever is refused, is left to the actor, which is given five seconds. The way to the
 * actor and back would cost a small read more than the key.
 */
public final class AskDataKeys implements DataKeys {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final ActorRef<KmsActor.Command> actor;
  private final ActorSystem<?> system;
  private final SealedKeys keys;
  private final OpenedKeys opened;
  private final Clock clock;

  /**
   * @param opened what the actor holds
   */
  public AskDataKeys(
      ActorRef<KmsActor.Command> actor,
      ActorSystem<?> system,
      SealedKeys keys,
      OpenedKeys opened,
      Clock clock) {
    this.actor = actor;
    this.system = system;
    this.keys = keys;
    this.opened = opened;
    this.clock = clock;
  }

  @Override
  public CompletionStage<SealedKey> seal(
      SealedKey.Purpose purpose, String keyArn, Map<String, String> context, Principal caller) {
    return ask(replyTo -> new KmsActor.Seal(purpose, keyArn, context, caller, replyTo));
  }

  @Override
  public CompletionStage<IssuedDataKey> issue(
      SealedKey under, KeyBinding binding, Principal caller) {
    return ask(replyTo -> new KmsActor.Issue(under, binding, caller, replyTo));
  }

  @Override
  public CompletionStage<DataKey> open(
      SealedKey under, byte[] wrapped, KeyBinding binding, Principal caller) {
    var here = openedHere(under, wrapped, binding, caller);
    return here.isPresent()
        ? CompletableFuture.completedFuture(here.get())
        : ask(replyTo -> new KmsActor.Open(under, wrapped, binding, caller, replyTo));
  }

  /** Empty when the key is not held, or anything speaks against its use: the actor says what. */
  private Optional<DataKey> openedHere(
      SealedKey under, byte[] wrapped, KeyBinding binding, Principal caller) {
    var key = opened.toOpenWith(Slot.of(under, caller), clock.instant());
    if (key.isEmpty()) {
      return Optional.empty();
    }
    try {
      keys.requireUsable(under);
      return Optional.of(KmsActor.opened(key.get(), wrapped, binding));
    } catch (KmsException | TamperedException refused) {
      return Optional.empty();
    }
  }

  private <T> CompletionStage<T> ask(Function<ActorRef<StatusReply<T>>, KmsActor.Command> command) {
    return AskPattern.<KmsActor.Command, T>askWithStatus(
            actor, command, TIMEOUT, system.scheduler())
        // Without this, what callers chain to it would run inside the one actor.
        .thenApplyAsync(answer -> answer, system.executionContext())
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(refusal(failure)));
  }

  private static Throwable refusal(Throwable failure) {
    var cause = StageFailure.cause(failure);
    return cause instanceof TimeoutException
        ? new KmsException(
            Code.DependencyTimeoutException, "The key service did not answer in time.")
        : cause;
  }
}
