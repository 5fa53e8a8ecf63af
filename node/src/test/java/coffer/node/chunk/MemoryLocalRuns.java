package coffer.node.chunk;

import coffer.node.chunk.ChunkStoreException.Kind;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A disk in memory. */
public final class MemoryLocalRuns implements LocalRuns {
  public final Map<String, List<byte[]>> runs = new ConcurrentHashMap<>();
  public final Set<String> damaged = ConcurrentHashMap.newKeySet();
  public final Set<String> open = new HashSet<>();
  public volatile boolean full;
  public volatile boolean fullAtEnd;
  private final Clock clock;

  public MemoryLocalRuns(Clock clock) {
    this.clock = clock;
  }

  @Override
  public RunWriter begin(String runId, OptionalLong storedBytes) {
    RunId.parse(runId);
    open.add(runId);
    var chunks = new ArrayList<byte[]>();
    return new RunWriter() {
      @Override
      public String runId() {
        return runId;
      }

      @Override
      public CompletionStage<Void> append(byte[] bytes, int length) {
        if (full) {
          return failed(Kind.FULL);
        }
        chunks.add(Arrays.copyOf(bytes, length));
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public boolean keepsBytes() {
        return false;
      }

      @Override
      public CompletionStage<Void> finish() {
        if (fullAtEnd) {
          return failed(Kind.FULL);
        }
        open.remove(runId);
        runs.put(runId, chunks);
        damaged.remove(runId);
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public void abandon() {
        open.remove(runId);
        if (runs.get(runId) == chunks) {
          runs.remove(runId);
        }
      }
    };
  }

  @Override
  public RunWriter replace(String runId, OptionalLong storedBytes) {
    return begin(runId, storedBytes);
  }

  @Override
  public String newRunId(OptionalLong storedBytes) {
    return RunId.create(RunId.laneFor(storedBytes), clock, new SecureRandom()).hex();
  }

  @Override
  public CompletionStage<byte[]> read(String runId, int chunk) {
    var chunks = runs.get(runId);
    return chunks == null || chunk >= chunks.size()
        ? failed(Kind.MISSING)
        : CompletableFuture.completedFuture(chunks.get(chunk).clone());
  }

  @Override
  public CompletionStage<byte[]> read(String runId, int chunk, ReadTarget into) {
    return read(runId, chunk);
  }

  @Override
  public CompletionStage<byte[]> readVerified(String runId, int chunk) {
    return damaged.contains(runId) ? failed(Kind.DAMAGED) : read(runId, chunk);
  }

  @Override
  public CompletionStage<int[]> held(List<String> runIds) {
    return CompletableFuture.completedFuture(
        runIds.stream().mapToInt(id -> runs.getOrDefault(id, List.of()).size()).toArray());
  }

  @Override
  public CompletionStage<Void> delete(List<String> runIds) {
    runIds.forEach(runs::remove);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Map<String, Integer>> runs() {
    return CompletableFuture.completedFuture(
        runs.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().size())));
  }

  @Override
  public boolean isOpen(String runId) {
    return open.contains(runId);
  }

  @Override
  public void requireRoom(long bytes) {}

  private static <T> CompletionStage<T> failed(Kind kind) {
    return CompletableFuture.failedFuture(new ChunkStoreException(kind, "test"));
  }
}
