package coffer.node.chunk;

import coffer.kms.stage.StageFailure;
import coffer.node.chunk.ChunkRequest.Abandon;
import coffer.node.chunk.ChunkRequest.Delete;
import coffer.node.chunk.ChunkRequest.Finish;
import coffer.node.chunk.ChunkRequest.Held;
import coffer.node.chunk.ChunkRequest.Read;
import coffer.node.chunk.ChunkRequest.Verify;
import coffer.node.chunk.ChunkRequest.Write;
import coffer.node.peer.PeerHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps and gives chunks for other nodes; registered for {@link #PREFIX}. Calls that write one run
 * come one after another. A run that nobody goes on with is given up after {@link #IDLE}.
 */
public final class ChunkHandler implements PeerHandler {
  public static final String PREFIX = ChunkPaths.PREFIX;

  private static final Logger LOG = LoggerFactory.getLogger(ChunkHandler.class);
  static final Duration IDLE = Duration.ofMinutes(10);

  /** The same for a run that a row refers to: its writer is done with it, or gone. */
  static final Duration LEFT = Duration.ofSeconds(20);

  private static final int OPEN_RUNS_MAX = 4096;
  private static final int FINISHED_MAX = 4096;
  private static final byte[] NO_BYTES = {};
  private static final Answer.Whole DONE = new Answer.Whole(NO_BYTES);

  private final LocalRuns local;
  private final Suspects suspects;
  private final LongSupplier nanoTime;
  private final long bytesMax;
  private final AtomicLong bytesWaiting = new AtomicLong();

  /** By run id, the one that was used last at the end. */
  private final Map<String, Open> open = new LinkedHashMap<>(64, 0.75f, true);

  /**
   * The ends of runs that calls have finished lately, the last behind; guarded by {@link #open}.
   */
  private final SequencedMap<String, CompletionStage<Void>> finished = new LinkedHashMap<>();

  /** A run that another node writes here; guarded by {@link #open}. */
  private static final class Open {
    private final RunWriter run;
    private int chunks;
    private long usedAt;

    private Open(RunWriter run) {
      this.run = run;
    }
  }

  /**
   * @param nanoTime a monotonic clock
   * @param bytesMax how many bytes of chunks may wait for the disk
   */
  public ChunkHandler(LocalRuns local, Suspects suspects, LongSupplier nanoTime, long bytesMax) {
    this.local = local;
    this.suspects = suspects;
    this.nanoTime = nanoTime;
    this.bytesMax = bytesMax;
  }

  /** With the process's clock; an eighth of the heap may wait for the disk. */
  public static ChunkHandler over(LocalRuns local, Suspects suspects) {
    return new ChunkHandler(
        local, suspects, System::nanoTime, Runtime.getRuntime().maxMemory() / 8);
  }

  @Override
  public CompletionStage<Answer> handle(Call call) {
    try {
      return answer(ChunkRequest.parse(call.path(), call.body()))
          .exceptionally(failed -> refusal(StageFailure.cause(failed)));
    } catch (RuntimeException failed) {
      return CompletableFuture.completedFuture(refusal(failed));
    }
  }

  private CompletionStage<Answer> answer(ChunkRequest request) {
    return switch (request) {
      case Write write -> write(write).thenApply(nothing -> DONE);
      case Finish(var runId, var chunks) -> finish(runId, chunks).thenApply(nothing -> DONE);
      case Abandon(var runId) -> abandon(runId).thenApply(nothing -> DONE);
      case Read(var runId, var chunk, var checked) ->
          (checked ? local.readVerified(runId, chunk) : local.read(runId, chunk))
              .thenApply(Answer.Whole::new);
      case Delete(var runIds) -> delete(runIds).thenApply(nothing -> DONE);
      case Held(var runIds) -> local.held(runIds).thenApply(ChunkHandler::numbers);
      case Verify(var runId, var goodNodeId) -> {
        suspects.suspect(runId, goodNodeId);
        yield CompletableFuture.completedFuture(DONE);
      }
    };
  }

  private CompletionStage<Void> write(Write write) {
    var bytes = write.bytes();
    if (bytesWaiting.addAndGet(bytes.length) > bytesMax) {
      bytesWaiting.addAndGet(-bytes.length);
      return refused(ChunkPaths.BUSY);
    }
    CompletionStage<Void> stored;
    try {
      stored = store(write, bytes);
    } catch (RuntimeException failed) {
      stored = CompletableFuture.failedFuture(failed);
    }
    return stored.whenComplete((nothing, failed) -> bytesWaiting.addAndGet(-bytes.length));
  }

  private CompletionStage<Void> store(Write write, byte[] bytes) {
    synchronized (open) {
      expire();
      var run = write.chunk() == 0 ? begin(write) : next(write.runId(), write.chunk());
      if (run == null) {
        return refused(write.chunk() == 0 ? ChunkPaths.BUSY : ChunkPaths.OUT_OF_ORDER);
      }
      run.chunks++;
      var appended = run.run.append(bytes, bytes.length);
      // Both go to the disk now, so that nothing comes between them.
      var done =
          write.last() ? appended.thenCombine(end(write.runId(), run), (a, b) -> b) : appended;
      return guarded(write.runId(), run, done);
    }
  }

  private @Nullable Open begin(Write write) {
    if (open.size() >= OPEN_RUNS_MAX) {
      return null;
    }
    if (open.containsKey(write.runId())) {
      throw new Refusal(ChunkPaths.OUT_OF_ORDER);
    }
    var begun = new Open(local.begin(write.runId(), write.storedBytes()));
    begun.usedAt = nanoTime.getAsLong();
    open.put(write.runId(), begun);
    return begun;
  }

  private @Nullable Open next(String runId, int chunks) {
    var found = open.get(runId);
    if (found == null || found.chunks != chunks) {
      return null;
    }
    found.usedAt = nanoTime.getAsLong();
    return found;
  }

  private CompletionStage<Void> finish(String runId, int chunks) {
    synchronized (open) {
      var run = next(runId, chunks);
      return run == null ? refused(ChunkPaths.OUT_OF_ORDER) : guarded(runId, run, end(runId, run));
    }
  }

  private CompletionStage<Void> end(String runId, Open run) {
    open.remove(runId);
    var end = run.run.finish();
    finished.putLast(runId, end);
    if (finished.size() > FINISHED_MAX) {
      finished.pollFirstEntry();
    }
    return end;
  }

  /** A run with a call that failed is given up: its node will fetch it whole. */
  private CompletionStage<Void> guarded(String runId, Open run, CompletionStage<Void> stage) {
    return stage.whenComplete(
        (nothing, failed) -> {
          if (failed != null) {
            synchronized (open) {
              open.remove(runId, run);
            }
            run.run.abandon();
          }
        });
  }

  /**
   * Only what came by calls: by the time a slow one arrives, this node may have fetched the run
   * from others, because a row refers to it. What is left over goes once no row knows it.
   */
  private CompletionStage<Void> abandon(String runId) {
    synchronized (open) {
      var run = open.remove(runId);
      if (run != null) {
        run.run.abandon();
        return CompletableFuture.completedFuture(null);
      }
      var end = finished.remove(runId);
      // Behind its end, which would otherwise say of nothing that it is whole.
      return end == null
          ? CompletableFuture.completedFuture(null)
          : end.handle((nothing, failed) -> runId)
              .thenCompose(ended -> local.delete(List.of(ended)));
    }
  }

  private CompletionStage<Void> delete(List<String> runIds) {
    synchronized (open) {
      for (var runId : runIds) {
        var run = open.remove(runId);
        if (run != null) {
          run.run.abandon();
        }
      }
    }
    return local.delete(runIds);
  }

  /** Gives up the runs that were left. */
  private void expire() {
    long before = nanoTime.getAsLong() - IDLE.toNanos();
    var eldest = open.entrySet().iterator();
    while (eldest.hasNext()) {
      var run = eldest.next().getValue();
      if (run.usedAt - before > 0) {
        return;
      }
      eldest.remove();
      LOG.info("run {} was left unfinished", run.run.runId());
      run.run.abandon();
    }
  }

  /** Gives up the runs that were left, for times when nothing is written. */
  public void expireIdle() {
    synchronized (open) {
      expire();
    }
  }

  /**
   * Gives up a run that a row refers to and that nobody has gone on with for {@link #LEFT}, so that
   * it can be fetched from those who have it. Does nothing for others.
   */
  public void giveUpLeft(String runId) {
    synchronized (open) {
      var run = open.get(runId);
      if (run != null && nanoTime.getAsLong() - run.usedAt >= LEFT.toNanos()) {
        open.remove(runId);
        LOG.info("run {} was left unfinished, and others have it", runId);
        run.run.abandon();
      }
    }
  }

  private static Answer numbers(int[] numbers) {
    var body = ByteBuffer.allocate(numbers.length * Integer.BYTES);
    body.asIntBuffer().put(numbers);
    return new Answer.Whole(body.array());
  }

  private static <T> CompletionStage<T> refused(int status) {
    return CompletableFuture.failedFuture(new Refusal(status));
  }

  /** A call that cannot be carried out as things stand. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    private Refusal(int status) {
      super(null, null, false, false);
      this.status = status;
    }
  }

  private static Answer refusal(Throwable failed) {
    return switch (failed) {
      case Refusal refusal -> new Answer.Refused(refusal.status, "refused");
      case IllegalArgumentException malformed ->
          new Answer.Refused(ChunkPaths.MALFORMED, "malformed");
      case ChunkStoreException storage -> new Answer.Refused(status(storage.kind()), "storage");
      default -> {
        LOG.error("a call about chunks failed", failed);
        yield new Answer.Refused(500, "failed");
      }
    };
  }

  private static int status(ChunkStoreException.Kind kind) {
    return switch (kind) {
      case FULL, CLOSED, FAILED -> ChunkPaths.FULL_OR_CLOSED;
      case BUSY -> ChunkPaths.BUSY;
      case MISSING -> ChunkPaths.MISSING;
      case DAMAGED -> ChunkPaths.DAMAGED;
    };
  }
}
