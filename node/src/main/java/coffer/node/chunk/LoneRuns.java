package coffer.node.chunk;

import coffer.node.placement.Scope;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** The run store of a node that is alone: its own disk. */
public final class LoneRuns implements RunStore {
  private final LocalRuns local;

  public LoneRuns(LocalRuns local) {
    this.local = local;
  }

  @Override
  public RunWriter begin(Scope scope, OptionalLong storedBytes) {
    return new Writer(local.begin(local.newRunId(storedBytes), storedBytes));
  }

  @Override
  public void requireRoom(long bytes) {
    try {
      local.requireRoom(bytes);
    } catch (ChunkStoreException full) {
      throw StorageFailures.refused(full);
    }
  }

  @Override
  public RunReader open(Scope scope, String runId) {
    return new Reader(runId);
  }

  @Override
  public CompletionStage<Void> delete(Scope scope, List<String> runIds) {
    return StorageFailures.told(local.delete(runIds));
  }

  private record Writer(RunWriter run) implements RunWriter {
    @Override
    public String runId() {
      return run.runId();
    }

    @Override
    public CompletionStage<Void> append(byte[] bytes, int length) {
      return StorageFailures.told(run.append(bytes, length));
    }

    @Override
    public boolean keepsBytes() {
      return run.keepsBytes();
    }

    @Override
    public CompletionStage<Void> finish() {
      return StorageFailures.told(run.finish());
    }

    @Override
    public void abandon() {
      run.abandon();
    }
  }

  private final class Reader implements RunReader {
    private final String runId;

    private Reader(String runId) {
      this.runId = runId;
    }

    @Override
    public int copies() {
      return 1;
    }

    @Override
    public CompletionStage<byte[]> read(int chunk, int copy, ReadTarget into) {
      return StorageFailures.told(local.read(runId, chunk, into));
    }

    @Override
    public void damaged(int copy) {}

    @Override
    public void proved(int copy) {}
  }
}
