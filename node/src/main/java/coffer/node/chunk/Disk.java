package coffer.node.chunk;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.node.chunk.StorageActor.Command;
import coffer.node.chunk.StorageActor.Work;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;

/**
 * The runs of one local disk, behind its {@link StorageActor}s. Not more than {@link #QUEUE_MAX}
 * pieces of work wait; what comes on top is refused with SlowDown. Deletions are never refused.
 */
public final class Disk implements RunStore, AutoCloseable {
  private static final int QUEUE_MAX = 1024;
  private static final int WRITERS = 8;
  private static final int READERS = 8;
  private static final String DISPATCHER = "coffer.storage-dispatcher";

  private final ChunkStore store;
  private final List<ActorRef<Command>> writers = new ArrayList<>();
  private final List<ActorRef<Command>> readers = new ArrayList<>();
  private final Semaphore claims = new Semaphore(QUEUE_MAX);
  private final AtomicInteger next = new AtomicInteger();

  private Disk(ChunkStore store, ActorSystem<?> system) {
    this.store = store;
    for (int index = 0; index < WRITERS; index++) {
      writers.add(spawn(system, "storage-writer-" + index));
    }
    for (int index = 0; index < READERS; index++) {
      readers.add(spawn(system, "storage-reader-" + index));
    }
  }

  /**
   * Opens the disk's folder and starts its actors. Blocks while RocksDB recovers.
   *
   * @throws ChunkStoreException when the store cannot be opened or has lost writes
   */
  public static Disk open(Path folder, Clock clock, ActorSystem<?> system) {
    return new Disk(ChunkStore.open(folder, clock), system);
  }

  /** Unpacks and loads the native library, which {@link #open} then finds done. */
  public static void loadLibrary() {
    RocksDB.loadLibrary();
  }

  private static ActorRef<Command> spawn(ActorSystem<?> system, String name) {
    Props onItsDispatcher = DispatcherSelector.fromConfig(DISPATCHER);
    return system.systemActorOf(StorageActor.create(), name, onItsDispatcher);
  }

  @Override
  public RunWriter begin(OptionalLong storedBytes) {
    var run = store.begin(storedBytes);
    return new Writer(run, writers.get(turn(WRITERS)));
  }

  @Override
  public void requireRoom(long bytes) {
    try {
      store.requireRoom(bytes);
    } catch (ChunkStoreException full) {
      throw StorageFailures.refused(full);
    }
  }

  @Override
  public CompletionStage<byte[]> read(String runId, int chunk) {
    var run = RunId.parse(runId);
    return ask(readers.get(turn(READERS)), () -> store.read(run, chunk));
  }

  @Override
  public CompletionStage<Void> delete(String runId) {
    var run = RunId.parse(runId);
    return always(
        writers.get(turn(WRITERS)),
        () -> {
          store.delete(run);
          return null;
        });
  }

  @Override
  public CompletionStage<Set<String>> runs() {
    return ask(
        readers.get(turn(READERS)),
        () -> store.runs().stream().map(RunId::hex).collect(Collectors.toUnmodifiableSet()));
  }

  private int turn(int size) {
    return Math.floorMod(next.getAndIncrement(), size);
  }

  private <T extends @Nullable Object> CompletionStage<T> ask(
      ActorRef<Command> actor, Callable<T> work) {
    if (!claims.tryAcquire()) {
      return CompletableFuture.failedFuture(new S3Exception(S3Error.SlowDown));
    }
    var done = new CompletableFuture<T>();
    actor.tell(new Work<>(work, done, claims::release));
    return done;
  }

  private <T extends @Nullable Object> CompletionStage<T> always(
      ActorRef<Command> actor, Callable<T> work) {
    var done = new CompletableFuture<T>();
    actor.tell(new Work<>(work, done, () -> {}));
    return done;
  }

  /** Waits for work in progress; later work fails with ServiceUnavailable. Blocks. */
  @Override
  public void close() {
    store.close();
  }

  /** Sends each call of one run to the same actor. */
  private final class Writer implements RunWriter {
    private final OpenRun run;
    private final ActorRef<Command> actor;

    /** After a chunk that failed nothing may pass for whole. Touched by the actor only. */
    private @Nullable RuntimeException failure;

    private Writer(OpenRun run, ActorRef<Command> actor) {
      this.run = run;
      this.actor = actor;
    }

    @Override
    public String runId() {
      return run.id().hex();
    }

    @Override
    public CompletionStage<Void> append(byte[] bytes, int length) {
      return ask(
          actor,
          () -> {
            work(() -> run.append(bytes, length));
            return null;
          });
    }

    @Override
    public CompletionStage<Void> finish() {
      return ask(
          actor,
          () -> {
            work(run::finish);
            return null;
          });
    }

    private void work(Runnable step) {
      if (failure != null) {
        throw failure;
      }
      try {
        step.run();
      } catch (RuntimeException failed) {
        failure = failed;
        throw failed;
      }
    }

    @Override
    public void abandon() {
      always(
          actor,
          () -> {
            run.abandon();
            return null;
          });
    }
  }
}
