package coffer.node.chunk;

import coffer.node.peer.Member;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Writes one copy of a run. The caller waits for each stage before the next call. */
sealed interface CopyWriter {

  /** Adds a chunk, and finishes the run if it is the last. */
  CompletionStage<Void> write(int chunk, byte[] bytes, int length, boolean last);

  /** Makes all so many chunks durable. */
  CompletionStage<Void> finish(int chunks);

  /** Deletes what was written, finished or not; not what the node has fetched meanwhile. */
  void abandon();

  /** On this node's disk. */
  record Local(RunWriter run) implements CopyWriter {
    @Override
    public CompletionStage<Void> write(int chunk, byte[] bytes, int length, boolean last) {
      var appended = run.append(bytes, length);
      return last ? ended(appended.thenCompose(nothing -> run.finish())) : appended;
    }

    @Override
    public CompletionStage<Void> finish(int chunks) {
      return ended(run.finish());
    }

    /** A run whose end has failed here is given up, so that it can be fetched from the others. */
    private CompletionStage<Void> ended(CompletionStage<Void> end) {
      return end.whenComplete(
          (nothing, failed) -> {
            if (failed != null) {
              run.abandon();
            }
          });
    }

    @Override
    public void abandon() {
      run.abandon();
    }
  }

  /** On another node. */
  record Remote(ChunkCalls calls, Member member, String runId, OptionalLong storedBytes)
      implements CopyWriter {
    @Override
    public CompletionStage<Void> write(int chunk, byte[] bytes, int length, boolean last) {
      return calls.write(member, runId, chunk, bytes, length, storedBytes, last);
    }

    @Override
    public CompletionStage<Void> finish(int chunks) {
      return calls.finish(member, runId, chunks);
    }

    @Override
    public void abandon() {
      calls.abandon(member, runId);
    }
  }
}
