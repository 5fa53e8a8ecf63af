package coffer.kms.actor;

import coffer.kms.envelope.DataKey;
import coffer.kms.envelope.DataKeys;
import coffer.kms.envelope.KeyBinding;
import coffer.kms.envelope.SealedKey;
import coffer.kms.policy.Principal;
import coffer.kms.service.KmsException;
import coffer.kms.service.KmsException.Code;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.pattern.StatusReply;

/** Asks the node's {@link KmsActor}; gives up after five seconds. */
public final class AskDataKeys implements DataKeys {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final ActorRef<KmsActor.Command> actor;
  private final ActorSystem<?> system;

  public AskDataKeys(ActorRef<KmsActor.Command> actor, ActorSystem<?> system) {
    this.actor = actor;
    this.system = system;
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
    return ask(replyTo -> new KmsActor.Open(under, wrapped, binding, caller, replyTo));
  }

  private <T> CompletionStage<T> ask(Function<ActorRef<StatusReply<T>>, KmsActor.Command> command) {
    return AskPattern.<KmsActor.Command, T>askWithStatus(
            actor, command, TIMEOUT, system.scheduler())
        // Without this, what callers chain to it would run inside the one actor.
        .thenApplyAsync(answer -> answer, system.executionContext())
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(refusal(failure)));
  }

  private static Throwable refusal(Throwable failure) {
    var cause = KmsException.unwrapped(failure);
    return cause == null || cause instanceof TimeoutException
        ? new KmsException(
            Code.DependencyTimeoutException, "The key service did not answer in time.")
        : cause;
  }
}
