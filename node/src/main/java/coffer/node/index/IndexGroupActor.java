package coffer.node.index;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.node.replication.ReplicatedLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The one place where a group's changes are decided. Requests are decided in the order they came,
 * each over the applied rows and the changes of those before it; up to {@value #BATCH_REQUESTS} of
 * them, or {@value #BATCH_BYTES} bytes, become one log entry.
 *
 * <p>One entry is in flight at a time, and requests gather meanwhile: a decision then never stands
 * on an entry that fails later. When an entry was not acknowledged, nothing is decided until an
 * empty one was, since the lost one may still stand in the log before it.
 */
final class IndexGroupActor {
  static final int BATCH_REQUESTS = 64;
  static final int BATCH_BYTES = 1 << 20;

  /** How often an empty entry is tried before waiting requests are refused. */
  private static final int RECOVERY_TRIES = 20;

  private static final Duration RECOVERY_PAUSE = Duration.ofMillis(100);
  private static final Duration PRUNE_PAUSE = Duration.ofSeconds(10);
  private static final int PRUNE_ROWS = 256;

  sealed interface Command {}

  /** A request, and where its answer goes; answered exactly once. */
  record Submit<R>(Function<IndexView, Decision<R>> decide, CompletableFuture<R> answer)
      implements Command {}

  private record Acknowledged(Batch batch, Optional<Throwable> failure) implements Command {}

  private record Recovered(boolean succeeded) implements Command {}

  private record Recover() implements Command {}

  private record Prune() implements Command {}

  /** What to do with each request once its batch is durable. */
  private record Batch(RowChanges changes, List<Outcome<?>> outcomes) {}

  private sealed interface Outcome<R> {
    CompletableFuture<R> answer();

    record Done<R>(CompletableFuture<R> answer, R result) implements Outcome<R> {}

    record Refused<R>(CompletableFuture<R> answer, RuntimeException why) implements Outcome<R> {}
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final IndexRows rows;
  private final ReplicatedLog log;
  private final InstantSource clock;

  /** Answers are completed here, so that what callers chain to them does not run in this actor. */
  private final Executor answers;

  private final ArrayDeque<Submit<?>> waiting = new ArrayDeque<>();
  private Optional<Batch> inFlight = Optional.empty();
  private boolean recovering;
  private int recoveryTries;

  static Behavior<Command> create(
      IndexRows rows, ReplicatedLog log, InstantSource clock, Executor answers) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new Prune(), PRUNE_PAUSE);
                  return new IndexGroupActor(context, timers, rows, log, clock, answers).running();
                }));
  }

  private IndexGroupActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      IndexRows rows,
      ReplicatedLog log,
      InstantSource clock,
      Executor answers) {
    this.context = context;
    this.timers = timers;
    this.rows = rows;
    this.log = log;
    this.clock = clock;
    this.answers = answers;
  }

  private Behavior<Command> running() {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, this::onCommand)
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Submit<?> request -> waiting.add(request);
      case Acknowledged(var batch, var failure) -> onAcknowledged(batch, failure);
      case Recovered(var succeeded) -> onRecovered(succeeded);
      case Recover() -> tryToRecover();
      case Prune() ->
          waiting.add(
              new Submit<>(
                  view -> GarbageDecisions.expired(view, clock.instant(), PRUNE_ROWS),
                  new CompletableFuture<>()));
    }
    proposeNext();
    return Behaviors.same();
  }

  private void proposeNext() {
    while (inFlight.isEmpty() && !recovering && !waiting.isEmpty()) {
      var leadership = log.leadership();
      if (!leadership.leader()) {
        startRecovery();
        return;
      }
      var batch = rows.read(this::decideBatch);
      if (batch.changes().isEmpty()) {
        batch.outcomes().forEach(this::answer);
      } else {
        inFlight = Optional.of(batch);
        context.pipeToSelf(
            log.propose(leadership.term(), batch.changes().encode()),
            (position, failure) -> new Acknowledged(batch, Optional.ofNullable(failure)));
      }
    }
  }

  private Batch decideBatch(IndexView applied) {
    var batch = new Batch(new RowChanges(), new ArrayList<>());
    var pending = new PendingRows();
    var view = pending.over(applied);
    while (!waiting.isEmpty()
        && batch.outcomes().size() < BATCH_REQUESTS
        && batch.changes().bytes() < BATCH_BYTES) {
      if (!decide(waiting.element(), view, pending, batch)) {
        break;
      }
      waiting.remove();
    }
    return batch;
  }

  /** False when the request's changes do not fit behind those before it. */
  private <R> boolean decide(Submit<R> request, IndexView view, PendingRows pending, Batch batch) {
    try {
      var decision = request.decide().apply(view);
      if (decision.changes().bytes() > ReplicatedLog.ENTRY_BYTES_MAX - 1024) {
        throw new S3Exception(
            S3Error.InvalidRequest, "The change is too large to be made at once.");
      }
      if (batch.changes().bytes() + decision.changes().bytes()
          > ReplicatedLog.ENTRY_BYTES_MAX - 1024) {
        return false;
      }
      pending.add(decision.changes());
      batch.changes().addAll(decision.changes());
      batch.outcomes().add(new Outcome.Done<>(request.answer(), decision.result()));
    } catch (S3Exception refusal) {
      batch.outcomes().add(new Outcome.Refused<>(request.answer(), refusal));
    } catch (RuntimeException fault) {
      context.getLog().error("cannot decide a change of the index", fault);
      batch.outcomes().add(new Outcome.Refused<>(request.answer(), fault));
    }
    return true;
  }

  private void onAcknowledged(Batch batch, Optional<Throwable> failure) {
    inFlight = Optional.empty();
    if (failure.isEmpty()) {
      batch.outcomes().forEach(this::answer);
    } else {
      context.getLog().warn("a log entry was not acknowledged", failure.get());
      batch.outcomes().forEach(outcome -> refuse(outcome.answer()));
      startRecovery();
    }
  }

  private void startRecovery() {
    recovering = true;
    recoveryTries = 0;
    tryToRecover();
  }

  private void tryToRecover() {
    var leadership = log.leadership();
    if (leadership.leader()) {
      context.pipeToSelf(
          log.propose(leadership.term(), new byte[0]),
          (position, failure) -> new Recovered(failure == null));
    } else {
      onRecovered(false);
    }
  }

  private void onRecovered(boolean succeeded) {
    recovering = !succeeded;
    if (recovering) {
      if (++recoveryTries >= RECOVERY_TRIES) {
        refuseWaiting();
      }
      timers.startSingleTimer(new Recover(), RECOVERY_PAUSE);
    }
  }

  private <R> void answer(Outcome<R> outcome) {
    answers.execute(
        () -> {
          switch (outcome) {
            case Outcome.Done<R>(var answer, var result) -> answer.complete(result);
            case Outcome.Refused<R>(var answer, var why) -> answer.completeExceptionally(why);
          }
        });
  }

  private void refuse(CompletableFuture<?> answer) {
    answers.execute(
        () -> answer.completeExceptionally(new S3Exception(S3Error.ServiceUnavailable)));
  }

  private void refuseWaiting() {
    waiting.forEach(request -> refuse(request.answer()));
    waiting.clear();
  }

  private Behavior<Command> onStop() {
    inFlight.ifPresent(batch -> batch.outcomes().forEach(outcome -> refuse(outcome.answer())));
    refuseWaiting();
    return Behaviors.same();
  }
}
