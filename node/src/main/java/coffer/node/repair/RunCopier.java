package coffer.node.repair;

import coffer.node.chunk.ChunkCalls;
import coffer.node.chunk.LocalRuns;
import coffer.node.chunk.RunStore;
import coffer.node.chunk.RunWriter;
import coffer.node.peer.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Copies a run from other nodes to this one, chunk by chunk, byte by byte the same. Blocks. */
final class RunCopier {
  private final LocalRuns local;
  private final ChunkCalls calls;
  private final RateLimit limit;

  RunCopier(LocalRuns local, ChunkCalls calls, RateLimit limit) {
    this.local = local;
    this.calls = calls;
    this.limit = limit;
  }

  /** What came of it. */
  sealed interface Outcome {}

  /** The run is here, whole and durable. */
  record Copied(long bytes) implements Outcome {}

  /** Everyone was asked, and nobody has all of it. */
  record Nowhere() implements Outcome {}

  /** Somebody could not be asked, or the disk failed; another time it may work. */
  record Later(String why) implements Outcome {}

  /**
   * Copies the run in the place of whatever there is of it here.
   *
   * @param sources whom to ask, the best first; without this node
   */
  Outcome copy(String runId, List<Member> sources) throws InterruptedException {
    var holders = new ArrayList<Member>();
    int chunks = 0;
    boolean all = true;
    for (var source : sources) {
      try {
        int held = get(calls.held(source, List.of(runId)))[0];
        if (held > 0 && (chunks == 0 || chunks == held)) {
          holders.add(source);
          chunks = held;
        }
      } catch (CompletionException unanswered) {
        all = false;
      }
    }
    if (holders.isEmpty()) {
      return all ? new Nowhere() : new Later("a node did not answer");
    }
    // Any length that has as many chunks.
    var run = local.replace(runId, OptionalLong.of((long) chunks * RunStore.CHUNK_BYTES));
    boolean finished = false;
    try {
      long bytes = 0;
      for (int chunk = 0; chunk < chunks; chunk++) {
        bytes += append(run, chunk, chunk + 1 == chunks, holders);
      }
      get(run.finish());
      finished = true;
      return new Copied(bytes);
    } catch (CompletionException failed) {
      return new Later(String.valueOf(failed.getCause()));
    } finally {
      if (!finished) {
        run.abandon();
      }
    }
  }

  /** From the first holder that has it undamaged, who is asked first for the next. */
  private int append(RunWriter run, int chunk, boolean last, List<Member> holders)
      throws InterruptedException {
    var failed = new CompletionException(new IllegalStateException("no copy of chunk " + chunk));
    for (int tried = 0; tried < holders.size(); tried++) {
      byte[] bytes;
      try {
        bytes = get(calls.readChecked(holders.getFirst(), run.runId(), chunk));
        if (last ? bytes.length == 0 : bytes.length != RunStore.CHUNK_BYTES) {
          throw new CompletionException(new IllegalStateException("a chunk of wrong length"));
        }
      } catch (CompletionException unread) {
        failed = unread;
        holders.addLast(holders.removeFirst());
        continue;
      }
      limit.take(bytes.length);
      get(run.append(bytes, bytes.length));
      return bytes.length;
    }
    throw failed;
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
