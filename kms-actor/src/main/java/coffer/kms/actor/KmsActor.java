package coffer.kms.actor;

import coffer.kms.actor.OpenedKeys.Slot;
import coffer.kms.envelope.DataKey;
import coffer.kms.envelope.DataKeys.IssuedDataKey;
import coffer.kms.envelope.KeyBinding;
import coffer.kms.envelope.KeyWrap;
import coffer.kms.envelope.SealedKey;
import coffer.kms.policy.Principal;
import coffer.kms.service.KmsException;
import coffer.kms.service.KmsException.Code;
import coffer.kms.service.SealedKeys;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * A node's holder of opened keys; one per node, never asked from another. Every use, of a held key
 * too and also beside the actor ({@link AskDataKeys}), first asks whether its KMS key is usable
 * right now, so a disabled key stops reads and writes as soon as this node's view of the key ring
 * says so.
 */
public final class KmsActor {
  /** How long a key that KMS opened is held. */
  public static final Duration LIFETIME = Duration.ofMinutes(5);

  /** Keys held at a time. */
  public static final int HELD_MAX = 10_000;

  private static final int WAITING_MAX = 10_000;
  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(10);

  /** What the actor is told; answers fail with {@link KmsException}. */
  public sealed interface Command {}

  /** Make a key between a KMS key and data keys. */
  public record Seal(
      SealedKey.Purpose purpose,
      String keyArn,
      Map<String, String> context,
      Principal caller,
      ActorRef<StatusReply<SealedKey>> replyTo)
      implements Command {}

  /** Commands that need a sealed key opened. */
  private sealed interface Use extends Command {
    SealedKey under();

    Principal caller();
  }

  /** Make a data key. */
  public record Issue(
      SealedKey under,
      KeyBinding binding,
      Principal caller,
      ActorRef<StatusReply<IssuedDataKey>> replyTo)
      implements Use {}

  /** Open a data key. */
  public record Open(
      SealedKey under,
      byte[] wrapped,
      KeyBinding binding,
      Principal caller,
      ActorRef<StatusReply<DataKey>> replyTo)
      implements Use {}

  private record Made(Seal seal, SealedKeys.@Nullable Made made, @Nullable Throwable failure)
      implements Command {}

  private record Fetched(Slot slot, byte @Nullable [] key, @Nullable Throwable failure)
      implements Command {}

  private enum Sweep implements Command {
    NOW
  }

  private final ActorContext<Command> context;
  private final SealedKeys keys;
  private final SecureRandom random;
  private final Clock clock;
  private final OpenedKeys opened;
  private final Map<Slot, List<Use>> waiting = new HashMap<>();
  private int waitingCount;

  private KmsActor(
      ActorContext<Command> context,
      SealedKeys keys,
      OpenedKeys opened,
      SecureRandom random,
      Clock clock) {
    this.context = context;
    this.keys = keys;
    this.opened = opened;
    this.random = random;
    this.clock = clock;
  }

  /**
   * @param opened this actor's alone, to change
   */
  public static Behavior<Command> create(
      SealedKeys keys, OpenedKeys opened, SecureRandom random, Clock clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Sweep.NOW, SWEEP_INTERVAL);
                  return new KmsActor(context, keys, opened, random, clock).active();
                }));
  }

  private Behavior<Command> active() {
    return Behaviors.receive(Command.class)
        .onAnyMessage(this::received)
        .onSignal(
            PostStop.class,
            stopped -> {
              opened.clear();
              return Behaviors.same();
            })
        .build();
  }

  private Behavior<Command> received(Command command) {
    switch (command) {
      case Seal seal -> make(seal);
      case Made made -> made(made);
      case Use use -> use(use);
      case Fetched fetched -> fetched(fetched);
      case Sweep.NOW -> opened.removeExpired(clock.instant());
    }
    return Behaviors.same();
  }

  private void make(Seal seal) {
    try {
      context.pipeToSelf(
          keys.make(seal.purpose(), seal.keyArn(), seal.context(), seal.caller()),
          (made, failure) -> new Made(seal, made, failure));
    } catch (RuntimeException e) {
      seal.replyTo().tell(StatusReply.error(refusal(e)));
    }
  }

  private void made(Made made) {
    var seal = made.seal();
    var result = made.made();
    if (result == null) {
      seal.replyTo().tell(StatusReply.error(refusal(made.failure())));
      return;
    }
    // Who made a key may write under it; reading takes the permission to decrypt.
    boolean mayDecrypt = seal.purpose() == SealedKey.Purpose.STORE;
    opened.put(
        Slot.of(result.sealed(), seal.caller()), result.plaintext(), mayDecrypt, clock.instant());
    seal.replyTo().tell(StatusReply.success(result.sealed()));
  }

  private void use(Use use) {
    try {
      keys.requireUsable(use.under());
      var slot = Slot.of(use.under(), use.caller());
      var key = opened.get(slot, use instanceof Open, clock.instant());
      if (key.isPresent()) {
        answer(use, key.get());
      } else {
        fetch(slot, use);
      }
    } catch (RuntimeException e) {
      refuse(use, refusal(e));
    }
  }

  /** Asks KMS once, however many wait for the same key. */
  private void fetch(Slot slot, Use use) {
    if (waitingCount >= WAITING_MAX) {
      throw new KmsException(Code.DependencyTimeoutException, "The key service is busy.");
    }
    waitingCount++;
    var others = waiting.get(slot);
    if (others != null) {
      others.add(use);
      return;
    }
    waiting.put(slot, new ArrayList<>(List.of(use)));
    try {
      context.pipeToSelf(
          keys.open(use.under(), use.caller()), (key, failure) -> new Fetched(slot, key, failure));
    } catch (RuntimeException e) {
      context.getSelf().tell(new Fetched(slot, null, e));
    }
  }

  private void fetched(Fetched fetched) {
    var uses = waiting.remove(fetched.slot());
    if (uses == null) {
      return;
    }
    waitingCount -= uses.size();
    var key = fetched.key();
    if (key == null) {
      var refusal = refusal(fetched.failure());
      uses.forEach(use -> refuse(use, refusal));
      return;
    }
    opened.put(fetched.slot(), key, true, clock.instant());
    for (var use : uses) {
      try {
        keys.requireUsable(use.under());
        answer(use, key);
      } catch (RuntimeException e) {
        refuse(use, refusal(e));
      }
    }
  }

  private void answer(Use use, byte[] key) {
    switch (use) {
      case Issue issue -> {
        var fresh = new byte[DataKey.BYTES];
        random.nextBytes(fresh);
        var wrapped = KeyWrap.wrap(key, fresh, issue.binding().bytes(), random);
        issue
            .replyTo()
            .tell(StatusReply.success(new IssuedDataKey(DataKey.copyOf(fresh), wrapped)));
        Arrays.fill(fresh, (byte) 0);
      }
      case Open open ->
          open.replyTo().tell(StatusReply.success(opened(key, open.wrapped(), open.binding())));
    }
  }

  static DataKey opened(byte[] key, byte[] wrapped, KeyBinding binding) {
    var plain = KeyWrap.unwrap(key, wrapped, binding.bytes());
    var dataKey = DataKey.copyOf(plain);
    Arrays.fill(plain, (byte) 0);
    return dataKey;
  }

  private static void refuse(Use use, KmsException refusal) {
    switch (use) {
      case Issue issue -> issue.replyTo().tell(StatusReply.error(refusal));
      case Open open -> open.replyTo().tell(StatusReply.error(refusal));
    }
  }

  private KmsException refusal(@Nullable Throwable failure) {
    return Refusals.of(failure, context.getLog());
  }
}
