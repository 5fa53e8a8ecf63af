package coffer.node.chunk;

/**
 * A gathered run that is being written. Its chunks are durable when the journal is flushed behind
 * the last one; runs that end at the same moment share that flush.
 */
final class GatheredRun implements OpenRun {
  private final ChunkStore store;
  private final GatheredRuns runs;
  private final YoungRun run;
  private int appended;

  GatheredRun(ChunkStore store, GatheredRuns runs, RunId id, int chunks) {
    this.store = store;
    this.runs = runs;
    this.run = new YoungRun(id, chunks);
  }

  @Override
  public RunId id() {
    return run.id();
  }

  @Override
  public void append(byte[] bytes, int length) {
    if (appended == run.chunks()) {
      throw new IllegalStateException("more chunks than were announced");
    }
    store.requireRoom(length);
    store.use(
        db -> {
          runs.append(run, appended, bytes, length);
          return run;
        });
    appended++;
  }

  @Override
  public boolean finishIfFree() {
    requireAll();
    return store.use(db -> runs.finishIfFree(run));
  }

  @Override
  public void finish() {
    requireAll();
    store.use(
        db -> {
          runs.finish(run);
          return run;
        });
  }

  private void requireAll() {
    if (appended != run.chunks()) {
      throw new IllegalStateException(
          "run of " + run.chunks() + " chunks finished after " + appended + " of them");
    }
  }

  @Override
  public void abandon() {
    store.use(
        db -> {
          runs.delete(db, run.id());
          return run;
        });
  }
}
