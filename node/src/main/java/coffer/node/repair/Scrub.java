package coffer.node.repair;

import coffer.node.chunk.ChunkStoreException;
import coffer.node.chunk.ChunkStoreException.Kind;
import coffer.node.chunk.LocalRuns;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** Reads everything that is stored here, with the disk's own checksums. Blocks. */
final class Scrub {
  private final LocalRuns local;
  private final RateLimit limit;
  private final Consumer<String> damaged;

  /**
   * @param damaged hears of whole runs with a chunk that is missing or has changed
   */
  Scrub(LocalRuns local, RateLimit limit, Consumer<String> damaged) {
    this.local = local;
    this.limit = limit;
    this.damaged = damaged;
  }

  /** Reads each run once. */
  void pass() throws InterruptedException {
    Map<String, Integer> runs = local.runs().toCompletableFuture().join();
    for (var run : runs.entrySet()) {
      if (!local.isOpen(run.getKey())) {
        read(run.getKey(), run.getValue());
      }
    }
  }

  private void read(String runId, int chunks) throws InterruptedException {
    for (int chunk = 0; chunk < chunks; chunk++) {
      try {
        limit.take(local.readVerified(runId, chunk).toCompletableFuture().join().length);
      } catch (CompletionException failed) {
        if (failed.getCause() instanceof ChunkStoreException storage && isDamage(storage.kind())) {
          // It may have been deleted meanwhile.
          if (local.held(List.of(runId)).toCompletableFuture().join()[0] > 0) {
            damaged.accept(runId);
          }
          return;
        }
        throw failed;
      }
    }
  }

  private static boolean isDamage(Kind kind) {
    return switch (kind) {
      case MISSING, DAMAGED, FAILED -> true;
      case FULL, BUSY, CLOSED -> false;
    };
  }
}
