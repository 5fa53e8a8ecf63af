package coffer.node.index;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.node.index.IndexGroupActor.Command;
import coffer.node.index.IndexGroupActor.Submit;
import coffer.node.replication.ReplicatedLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
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
final class IndexGroup {
  static final int WAITING_MAX = 2048;
  private static final String DISPATCHER = "coffer.index-dispatcher";
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final IndexRows rows;
  private final ReplicatedLog log;
  private final ActorRef<Command> actor;
  private final BooleanSupplier room;
  private final Executor reader;
  private final Executor answers;
  private final AtomicInteger writing = new AtomicInteger();
  private final AtomicInteger reading = new AtomicInteger();
  private volatile boolean closed;

  IndexGroup(
      ActorSystem<?> system,
      String name,
      IndexRows rows,
      ReplicatedLog log,
      InstantSource clock,
      BooleanSupplier room) {
    this.rows = rows;
    this.log = log;
    this.room = room;
    var blocking = DispatcherSelector.fromConfig(DISPATCHER);
    reader = system.dispatchers().lookup(blocking);
    answers = system.executionContext();
    actor =
        system.systemActorOf(
            IndexGroupActor.create(rows, log, clock, answers),
            "index-" + name + "-" + NUMBERS.incrementAndGet(),
            Props.empty().withDispatcherFromConfig(DISPATCHER));
  }

  boolean writable() {
    return log.writable();
  }

  /** Decides and, if there are changes, completes once they are durable. */
  <R> CompletionStage<R> write(Function<IndexView, Decision<R>> decide) {
    if (closed) {
      return CompletableFuture.failedFuture(new S3Exception(S3Error.ServiceUnavailable));
    }
    if (!room.getAsBoolean()) {
      return CompletableFuture.failedFuture(
          new S3Exception(S3Error.ServiceUnavailable, "There is no room left for changes."));
    }
    if (writing.incrementAndGet() > WAITING_MAX) {
      writing.decrementAndGet();
      return CompletableFuture.failedFuture(new S3Exception(S3Error.SlowDown));
    }
    var answer = new CompletableFuture<R>();
    var counted = answer.whenComplete((result, failure) -> writing.decrementAndGet());
    actor.tell(new Submit<>(decide, answer));
    if (closed) {
      // It may have come behind the actor's last message.
      answer.completeExceptionally(new S3Exception(S3Error.ServiceUnavailable));
    }
    return counted;
  }

  /** Sees every change that was completed before the call. */
  <R> CompletionStage<R> read(Function<IndexView, R> read) {
    if (reading.incrementAndGet() > WAITING_MAX) {
      reading.decrementAndGet();
      return CompletableFuture.failedFuture(new S3Exception(S3Error.SlowDown));
    }
    var answer = new CompletableFuture<R>();
    log.readBarrier()
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                readAsync(read, answer);
              } else {
                reading.decrementAndGet();
                answer.completeExceptionally(new S3Exception(S3Error.ServiceUnavailable));
              }
            });
    return answer;
  }

  private <R> void readAsync(Function<IndexView, R> read, CompletableFuture<R> answer) {
    try {
      reader.execute(
          () -> {
            try {
              var result = readNow(read);
              answers.execute(() -> answer.complete(result));
            } catch (RuntimeException failure) {
              answers.execute(() -> answer.completeExceptionally(failure));
            } finally {
              reading.decrementAndGet();
            }
          });
    } catch (RejectedExecutionException e) {
      reading.decrementAndGet();
      answer.completeExceptionally(new S3Exception(S3Error.ServiceUnavailable));
    }
  }

  /** On the caller's thread, without a barrier. */
  <R> R readNow(Function<IndexView, R> read) {
    if (closed) {
      throw new S3Exception(S3Error.ServiceUnavailable);
    }
    return rows.read(read);
  }

  /** Stops the actor, which refuses what waits; returns when it has stopped. */
  void close() {
    closed = true;
    var stopped = Patterns.gracefulStop(Adapter.toClassic(actor), Duration.ofSeconds(10));
    stopped.toCompletableFuture().join();
  }
}
