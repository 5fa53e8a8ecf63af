package coffer.node.index.group;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.node.index.call.CallId;
import coffer.node.index.call.IndexReply;
import coffer.node.index.call.NotLeadingException;
import coffer.node.index.database.IndexRows;
import coffer.node.index.decision.Decision;
import coffer.node.index.decision.GarbageDecisions;
import coffer.node.index.group.BatchDecision.Batch;
import coffer.node.index.group.BatchDecision.Outcome;
import coffer.node.index.group.BatchDecision.Request;
import coffer.node.index.row.CorruptRowException;
import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import coffer.node.replication.ReplicatedLog;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The one place where a group's changes are decided, see {@link BatchDecision}.
 *
 * <p>One entry is in flight at a time, and requests gather meanwhile: a decision then never stands
 * on an entry that fails later. When an entry was not acknowledged, nothing is decided until an
 * empty one was, since the lost one may still stand in the log before it.
 *
 * <p>In a cluster, requests are handed back with {@link NotLeadingException} as soon as another
 * replica may lead. A lone replica keeps them for a while: there is nowhere else to go.
 */
final class IndexGroupActor {
  /** How often an empty entry is tried before waiting requests are refused. */
  private static final int RECOVERY_TRIES = 20;

  private static final Duration RECOVERY_PAUSE = Duration.ofMillis(100);
  private static final Duration PRUNE_PAUSE = Duration.ofSeconds(10);
  private static final int PRUNE_ROWS = 256;
  private static final int PRUNE_CALL_ROWS = 20_000;

  /** Much longer than any call is repeated, and clocks of nodes differ. */
  private static final Duration CALLS_KEPT = Duration.ofMinutes(2);

  sealed interface Command {}

  /** There is something among the {@link Arrivals}. */
  record Arrived() implements Command {}

  private record Acknowledged(Batch batch, Optional<Throwable> failure) implements Command {}

  private record Recovered(boolean succeeded) implements Command {}

  private record Recover() implements Command {}

  private record Prune() implements Command {}

  /**
   * What the actor works on.
   *
   * @param arrivals what is to be decided
   * @param alone whether no other replica can ever lead
   * @param answers answers are completed here, so that what callers chain to them does not run in
   *     the actor
   */
  record Parts(
      IndexRows rows,
      ReplicatedLog log,
      Arrivals arrivals,
      InstantSource clock,
      boolean alone,
      Executor answers) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Parts parts;
  private final IndexRows rows;
  private final ReplicatedLog log;
  private final SecureRandom random = new SecureRandom();
  private final RecentCalls recent = new RecentCalls();
  private final ArrayDeque<Request> waiting = new ArrayDeque<>();
  private Optional<Batch> inFlight = Optional.empty();
  private boolean recovering;
  private int recoveryTries;

  static Behavior<Command> create(Parts parts) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new Prune(), PRUNE_PAUSE);
                  return new IndexGroupActor(context, timers, parts).running();
                }));
  }

  private IndexGroupActor(
      ActorContext<Command> context, TimerScheduler<Command> timers, Parts parts) {
    this.context = context;
    this.timers = timers;
    this.parts = parts;
    this.rows = parts.rows();
    this.log = parts.log();
  }

  private Behavior<Command> running() {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, this::onCommand)
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Arrived() -> {
        // It is looked for after every command.
      }
      case Acknowledged(var batch, var failure) -> onAcknowledged(batch, failure);
      case Recovered(var succeeded) -> onRecovered(succeeded);
      case Recover() -> tryToRecover();
      case Prune() -> prune();
    }
    proposeNext();
    return Behaviors.same();
  }

  private void prune() {
    if (log.leadership().leader()) {
      waiting.add(new Request(Optional.empty(), this::expired, new CompletableFuture<>()));
    }
  }

  private Decision<IndexReply> expired(IndexView view) {
    var now = parts.clock().instant();
    var changes = GarbageDecisions.expired(view, now, PRUNE_ROWS).changes();
    changes.addAll(RecentCalls.expired(view, now.minus(CALLS_KEPT), PRUNE_CALL_ROWS));
    return new Decision<>(changes, new IndexReply.Done());
  }

  private void proposeNext() {
    while (inFlight.isEmpty() && !recovering && parts.arrivals().takeOrRest(waiting)) {
      var leadership = log.leadership();
      if (!leadership.leader() || rows.health().damaged()) {
        if (parts.alone()) {
          startRecovery();
        } else {
          refuseWaiting();
        }
        continue;
      }
      var batch = decided(leadership.term());
      if (batch.outcomes().stream().anyMatch(this::standsOnDamage)) {
        batch.outcomes().forEach(outcome -> refuse(outcome.answer()));
      } else if (batch.changes().isEmpty()) {
        batch.outcomes().forEach(this::answer);
      } else {
        inFlight = Optional.of(batch);
        context.pipeToSelf(
            log.propose(leadership.term(), batch.changes().encode()),
            (position, failure) -> new Acknowledged(batch, Optional.ofNullable(failure)));
      }
    }
  }

  /** Nothing, when the rows are too damaged to decide on. */
  private Batch decided(long term) {
    try {
      return rows.read(view -> decideBatch(view, term));
    } catch (UncheckedIOException | CorruptRowException unread) {
      context.getLog().error("the rows cannot be read: {}", unread.toString());
      refuseWaiting();
      return new Batch(new RowChanges(), List.of(), Map.of());
    }
  }

  /** What was decided on damaged rows is left to whoever leads next. */
  private boolean standsOnDamage(Outcome outcome) {
    return outcome instanceof Outcome.Refused(var answer, var why) && rows.health().found(why);
  }

  private Batch decideBatch(IndexView applied, long term) {
    if (!parts.alone() && !recent.known(term)) {
      recent.load(applied, term);
    }
    var row = RowKeys.calls(parts.clock().instant(), CallId.random(random).bytes());
    return BatchDecision.decide(applied, waiting, recent, row);
  }

  private void onAcknowledged(Batch batch, Optional<Throwable> failure) {
    inFlight = Optional.empty();
    if (failure.isEmpty()) {
      batch.calls().forEach(recent::add);
      batch.outcomes().forEach(this::answer);
    } else {
      context.getLog().warn("a log entry was not acknowledged: {}", failure.get().toString());
      recent.forget();
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
    } else if (parts.alone()) {
      onRecovered(false);
    } else {
      // Whenever it leads again it will have applied what was lost, if that was kept.
      recovering = false;
      refuseWaiting();
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

  private void answer(Outcome outcome) {
    parts
        .answers()
        .execute(
            () -> {
              switch (outcome) {
                case Outcome.Done(var answer, var reply) -> answer.complete(reply);
                case Outcome.Refused(var answer, var why) -> answer.completeExceptionally(why);
              }
            });
  }

  private void refuse(CompletableFuture<?> answer) {
    var why =
        parts.alone() ? new S3Exception(S3Error.ServiceUnavailable) : new NotLeadingException();
    parts.answers().execute(() -> answer.completeExceptionally(why));
  }

  private void refuseWaiting() {
    parts.arrivals().takeTo(waiting);
    waiting.forEach(request -> refuse(request.answer()));
    waiting.clear();
  }

  private Behavior<Command> onStop() {
    inFlight.ifPresent(batch -> batch.outcomes().forEach(outcome -> refuse(outcome.answer())));
    refuseWaiting();
    return Behaviors.same();
  }
}
