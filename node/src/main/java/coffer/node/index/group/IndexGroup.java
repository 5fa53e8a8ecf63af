package coffer.node.index.group;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.stage.StageFailure;
import coffer.node.index.call.CallId;
import coffer.node.index.call.GroupReplica;
import coffer.node.index.call.IndexCall;
import coffer.node.index.call.IndexReply;
import coffer.node.index.call.NotLeadingException;
import coffer.node.index.database.FoundRows;
import coffer.node.index.database.IndexRows;
import coffer.node.index.decision.CallDecisions;
import coffer.node.index.group.BatchDecision.Request;
import coffer.node.index.group.IndexGroupActor.Arrived;
import coffer.node.index.group.IndexGroupActor.Command;
import coffer.node.index.row.IndexView;
import coffer.node.replication.ReplicatedLog;
import coffer.node.replication.VoterTerm;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.pattern.Patterns;

/**
 * One Raft group's index: changes go to its actor, reads to its rows. Both are bounded: beyond
 * {@value #WAITING_MAX} of either, requests are refused with SlowDown.
 */
public final class IndexGroup implements GroupReplica {
  static final int WAITING_MAX = 2048;
  private static final String DISPATCHER = "coffer.index-dispatcher";
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final IndexRows rows;
  private final ReplicatedLog log;
  private final InstantSource clock;
  private final boolean alone;
  private final Arrivals arrivals = new Arrivals();
  private final ActorRef<Command> actor;
  private final BooleanSupplier room;
  private final Executor reader;
  private final AtomicInteger writing = new AtomicInteger();
  private final ReadsUnderWay reads = new ReadsUnderWay(WAITING_MAX);
  private volatile boolean closed;

  /**
   * @param alone whether no other replica can ever lead
   * @param room whether the disk has room for changes
   */
  public IndexGroup(
      ActorSystem<?> system,
      String name,
      IndexRows rows,
      ReplicatedLog log,
      InstantSource clock,
      BooleanSupplier room,
      boolean alone) {
    this.rows = rows;
    this.log = log;
    this.clock = clock;
    this.room = room;
    this.alone = alone;
    var blocking = DispatcherSelector.fromConfig(DISPATCHER);
    reader = system.dispatchers().lookup(blocking);
    var answers = system.executionContext();
    actor =
        system.systemActorOf(
            IndexGroupActor.create(
                new IndexGroupActor.Parts(rows, log, arrivals, clock, alone, answers)),
            "index-" + name + "-" + NUMBERS.incrementAndGet(),
            Props.empty().withDispatcherFromConfig(DISPATCHER));
  }

  /** Whether its log can still be written; see {@link ReplicatedLog#writable}. */
  public boolean writable() {
    return log.writable();
  }

  /** The group's log, as this replica has it. */
  public ReplicatedLog log() {
    return log;
  }

  @Override
  public boolean leads() {
    return !closed && !rows.health().damaged() && log.leadership().leader();
  }

  @Override
  public boolean follows() {
    return !alone && !closed && !rows.health().damaged();
  }

  @Override
  public Optional<String> leader() {
    return log.leader();
  }

  @Override
  public CompletionStage<IndexReply> carryOut(IndexCall call, Optional<CallId> id) {
    if (closed || (!alone && !leads())) {
      return CompletableFuture.failedFuture(notLeading());
    }
    return switch (call) {
      case IndexCall.WriteKeyRing ring ->
          // A majority shall know that it is committed, for their copies are read without asking.
          write(ring, id).thenCompose(reply -> passed(log.spread()).thenApply(passed -> reply));
      case IndexCall.Write write -> write(write, id);
      case IndexCall.Read read -> read(read);
    };
  }

  private RuntimeException notLeading() {
    return alone ? new S3Exception(S3Error.ServiceUnavailable) : new NotLeadingException();
  }

  /** Decides and, if there are changes, completes once they are durable. */
  private CompletionStage<IndexReply> write(IndexCall.Write call, Optional<CallId> id) {
    if (!room.getAsBoolean()) {
      return CompletableFuture.failedFuture(
          new S3Exception(S3Error.ServiceUnavailable, "There is no room left for changes."));
    }
    if (writing.incrementAndGet() > WAITING_MAX) {
      writing.decrementAndGet();
      return CompletableFuture.failedFuture(new S3Exception(S3Error.SlowDown));
    }
    var answer = new CompletableFuture<IndexReply>();
    var counted = answer.whenComplete((reply, failure) -> writing.decrementAndGet());
    var request =
        new Request(id, view -> CallDecisions.decide(view, call, clock.instant()), answer);
    if (arrivals.add(request)) {
      actor.tell(new Arrived());
    }
    if (closed) {
      // It may have come behind the actor's last look.
      answer.completeExceptionally(notLeading());
    }
    return counted;
  }

  /** Whatever the log refuses, another replica may lead by now. */
  private CompletionStage<Boolean> passed(CompletionStage<Void> step) {
    return step.handle(
        (done, failure) -> {
          if (failure != null) {
            throw notLeading();
          }
          return true;
        });
  }

  /** Sees every change that was completed before the call. */
  private CompletionStage<IndexReply> read(IndexCall.Read call) {
    return counted(
        () ->
            passed(barrier(call))
                .thenCompose(
                    passed -> readNowOrSoon(call, view -> CallDecisions.read(view, call))));
  }

  private CompletionStage<Void> barrier(IndexCall.Read call) {
    return call instanceof IndexCall.Barrier(var asker) && asker.isPresent()
        ? log.readBarrier(asker.get())
        : log.readBarrier();
  }

  @Override
  public Optional<VoterTerm> voterTerm() {
    return log.voterTerm();
  }

  @Override
  public CompletionStage<Optional<IndexReply>> readFollowing(IndexCall.Read call, long position) {
    if (!follows() || rows.applied().index() < position) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return counted(() -> readNowOrSoon(call, view -> CallDecisions.readIfAt(view, call, position)))
        .exceptionallyCompose(
            failure ->
                StageFailure.cause(failure) instanceof NotLeadingException
                    ? CompletableFuture.completedStage(Optional.empty())
                    : CompletableFuture.failedStage(failure));
  }

  private <R> CompletionStage<R> counted(Supplier<CompletionStage<R>> read) {
    if (!reads.begin()) {
      return CompletableFuture.failedFuture(new S3Exception(S3Error.SlowDown));
    }
    return read.get().whenComplete((reply, failure) -> reads.end());
  }

  /**
   * On this thread if the rows are in memory, or reads come one at a time: handing a request over
   * to another thread costs more then.
   */
  private <R> CompletionStage<R> readNowOrSoon(IndexCall.Read call, Function<IndexView, R> read) {
    var found = new FoundRows();
    if (call.point() && !closed) {
      try {
        var value = rows.readHere(read, found, reads.oneAtATime());
        if (value.isPresent()) {
          return CompletableFuture.completedStage(value.get());
        }
      } catch (RuntimeException failure) {
        return CompletableFuture.failedStage(told(failure));
      }
    }
    return readAsync(read, found);
  }

  private <R> CompletionStage<R> readAsync(Function<IndexView, R> read, FoundRows found) {
    var answer = new CompletableFuture<R>();
    try {
      reader.execute(
          () -> {
            try {
              requireOpen();
              // What follows goes on here: one hand-over more costs as much as the read.
              answer.complete(rows.read(read, found));
            } catch (RuntimeException failure) {
              answer.completeExceptionally(told(failure));
            }
          });
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(new S3Exception(S3Error.ServiceUnavailable));
    }
    return answer;
  }

  /** Whoever leads next, with whole rows, can tell what damaged ones do not. */
  private RuntimeException told(RuntimeException failure) {
    return rows.health().damaged() ? notLeading() : failure;
  }

  /** On the caller's thread, without a barrier. */
  public <R> R readNow(Function<IndexView, R> read) {
    requireOpen();
    return rows.read(read);
  }

  private void requireOpen() {
    if (closed) {
      throw notLeading();
    }
  }

  /** Stops the actor, which refuses what waits; returns when it has stopped. */
  public void close() {
    closed = true;
    var stopped = Patterns.gracefulStop(Adapter.toClassic(actor), Duration.ofSeconds(10));
    stopped.toCompletableFuture().join();
  }
}
