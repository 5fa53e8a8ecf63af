package coffer.node.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.node.chunk.ReadTarget;
import coffer.node.chunk.RunReader;
import coffer.node.chunk.RunStore;
import coffer.node.chunk.RunWriter;
import coffer.node.placement.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs in memory, and a switch that makes writes fail. */
final class MemoryRuns implements RunStore {
  final Map<String, List<byte[]>> runs = new ConcurrentHashMap<>();

  /** Further copies, for reads. */
  final List<Map<String, List<byte[]>>> others = new ArrayList<>();

  final List<String> events = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger reads = new AtomicInteger();
  volatile int appendsUntilFull = Integer.MAX_VALUE;
  private final AtomicInteger next = new AtomicInteger();

  @Override
  public void requireRoom(long bytes) {
    if (appendsUntilFull <= 0) {
      throw new S3Exception(S3Error.ServiceUnavailable);
    }
  }

  @Override
  public RunWriter begin(Scope scope, OptionalLong storedBytes) {
    var id = "run-" + next.incrementAndGet();
    runs.put(id, new ArrayList<>());
    return new RunWriter() {
      @Override
      public String runId() {
        return id;
      }

      @Override
      public CompletionStage<Void> append(byte[] bytes, int length) {
        if (appendsUntilFull-- <= 0) {
          return CompletableFuture.failedFuture(new S3Exception(S3Error.ServiceUnavailable));
        }
        var chunks = runs.get(id);
        if (chunks != null) {
          chunks.add(Arrays.copyOf(bytes, length));
        }
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public boolean keepsBytes() {
        return false;
      }

      @Override
      public CompletionStage<Void> finish() {
        return appendsUntilFull < 0
            ? CompletableFuture.failedFuture(new S3Exception(S3Error.ServiceUnavailable))
            : CompletableFuture.completedFuture(null);
      }

      @Override
      public void abandon() {
        runs.remove(id);
      }
    };
  }

  @Override
  public RunReader open(Scope scope, String runId) {
    return new RunReader() {
      @Override
      public int copies() {
        return 1 + others.size();
      }

      @Override
      public CompletionStage<byte[]> read(int chunk, int copy, ReadTarget into) {
        reads.incrementAndGet();
        var chunks = (copy == 0 ? runs : others.get(copy - 1)).get(runId);
        if (chunks == null) {
          return CompletableFuture.failedFuture(new S3Exception(S3Error.InternalError));
        }
        var stored = chunks.get(chunk);
        var array = into.array().get();
        if (array.length != stored.length) {
          return CompletableFuture.completedFuture(stored.clone());
        }
        System.arraycopy(stored, 0, array, 0, stored.length);
        return CompletableFuture.completedFuture(array);
      }

      @Override
      public void damaged(int copy) {
        events.add("damaged " + copy);
      }

      @Override
      public void proved(int copy) {
        events.add("proved " + copy);
      }
    };
  }

  @Override
  public CompletionStage<Void> delete(Scope scope, List<String> runIds) {
    runIds.forEach(runs::remove);
    return CompletableFuture.completedFuture(null);
  }
}
