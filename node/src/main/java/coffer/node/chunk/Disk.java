package coffer.node.chunk;

import coffer.node.chunk.StorageActor.Command;
import coffer.node.chunk.StorageActor.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of one local disk, behind its {@link StorageActor}s. Not more than {@link #QUEUE_MAX}
 * pieces of work wait; what comes on top is refused as BUSY. Deletions are never refused.
 */
public final class Disk implements LocalRuns, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Disk.class);
  private static final int QUEUE_MAX = 1024;

  /** Reading so much takes less than waking a thread for it, and another one for the answer. */
  private static final int SHORT_BYTES = 128 << 10;

  private static final int WRITERS = 8;
  private static final int READERS = 8;
  private static final String DISPATCHER = "coffer.storage-dispatcher";
  private static final Duration CARE_INTERVAL = Duration.ofSeconds(5);

  private final ChunkStore store;
  private final List<ActorRef<Command>> writers = new ArrayList<>();
  private final List<ActorRef<Command>> readers = new ArrayList<>();

  /** Finishes runs while others are being finished: one flush is good for all that wait for it. */
  private final ActorRef<Command> finisher;

  /** Goes on with runs that were finished together, so that the next ones need not wait. */
  private final Executor answers;

  private final Semaphore claims = new Semaphore(QUEUE_MAX);
  private final AtomicInteger next = new AtomicInteger();

  /**
   * Reads under way. One that is alone is done by the thread that asks: however slow the disk is,
   * no other waits for it.
   */
  private final AtomicInteger reading = new AtomicInteger();

  private final Set<RunId> open = ConcurrentHashMap.newKeySet();
  private final Cancellable care;

  private Disk(ChunkStore store, ActorSystem<?> system) {
    this.store = store;
    for (int index = 0; index < WRITERS; index++) {
      writers.add(spawn(system, "storage-writer-" + index));
    }
    for (int index = 0; index < READERS; index++) {
      readers.add(spawn(system, "storage-reader-" + index));
    }
    finisher = spawn(system, "storage-finisher");
    answers = system.executionContext();
    care = lookAfter(system);
  }

  private Cancellable lookAfter(ActorSystem<?> system) {
    var actor = spawn(system, "storage-care");
    var looking = new AtomicBoolean();
    return Adapter.toClassic(system)
        .scheduler()
        .scheduleWithFixedDelay(
            CARE_INTERVAL,
            CARE_INTERVAL,
            () -> {
              if (looking.compareAndSet(false, true)) {
                always(actor, Executors.callable(store::lookAfter))
                    .whenComplete(
                        (done, failure) -> {
                          looking.set(false);
                          if (failure != null) {
                            LOG.warn("the disk was not looked after: {}", failure.toString());
                          }
                        });
              }
            },
            system.executionContext());
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

  /**
   * As {@link #open}, but a store that is damaged or has lost writes is moved aside, to a folder
   * beside it named {@code <name>.damaged-<ms since 1970>}, and an empty one takes its place. For a
   * node whose peers have copies of what it had.
   */
  public static Disk openAnew(Path folder, Clock clock, ActorSystem<?> system) {
    try {
      return open(folder, clock, system);
    } catch (ChunkStoreException failed) {
      if (failed.kind() != ChunkStoreException.Kind.DAMAGED) {
        throw failed;
      }
      var aside = folder.resolveSibling(folder.getFileName() + ".damaged-" + clock.millis());
      LOG.error("{}; the folder is now {}", failed.getMessage(), aside);
      try {
        Files.move(folder, aside);
      } catch (IOException unmoved) {
        failed.addSuppressed(unmoved);
        throw failed;
      }
      return open(folder, clock, system);
    }
  }

  @Override
  public RunWriter begin(String runId, OptionalLong storedBytes) {
    return new Writer(store.begin(RunId.parse(runId), storedBytes, false));
  }

  @Override
  public RunWriter replace(String runId, OptionalLong storedBytes) {
    return new Writer(store.begin(RunId.parse(runId), storedBytes, true));
  }

  @Override
  public String newRunId(OptionalLong storedBytes) {
    return store.newRunId(storedBytes).hex();
  }

  @Override
  public void requireRoom(long bytes) {
    store.requireRoom(bytes);
  }

  @Override
  public CompletionStage<byte[]> read(String runId, int chunk) {
    var run = RunId.parse(runId);
    return ask(readers.get(turn(READERS)), () -> store.read(run, chunk));
  }

  @Override
  public CompletionStage<byte[]> read(String runId, int chunk, ReadTarget into) {
    var run = RunId.parse(runId);
    var how = ChunkReading.into(into.array());
    boolean alone = reading.getAndIncrement() == 0;
    CompletionStage<byte[]> found =
        alone && into.length() <= SHORT_BYTES
            ? here(() -> store.read(run, chunk, how))
            : ask(readers.get(turn(READERS)), () -> store.read(run, chunk, how));
    return found.whenComplete((bytes, failure) -> reading.decrementAndGet());
  }

  private static CompletionStage<byte[]> here(Supplier<byte[]> read) {
    try {
      return CompletableFuture.completedStage(read.get());
    } catch (RuntimeException failed) {
      return CompletableFuture.failedStage(failed);
    }
  }

  @Override
  public CompletionStage<byte[]> readVerified(String runId, int chunk) {
    var run = RunId.parse(runId);
    return ask(readers.get(turn(READERS)), () -> store.readVerified(run, chunk));
  }

  @Override
  public CompletionStage<int[]> held(List<String> runIds) {
    var runs = runIds.stream().map(RunId::parse).toList();
    return ask(readers.get(turn(READERS)), () -> runs.stream().mapToInt(store::held).toArray());
  }

  @Override
  public CompletionStage<Void> delete(List<String> runIds) {
    var runs = runIds.stream().map(RunId::parse).toList();
    return always(
        writers.get(turn(WRITERS)),
        () -> {
          store.delete(runs);
          return null;
        });
  }

  @Override
  public CompletionStage<Map<String, Integer>> runs() {
    return ask(
        readers.get(turn(READERS)),
        () ->
            store.runs().entrySet().stream()
                .collect(
                    Collectors.toUnmodifiableMap(
                        entry -> entry.getKey().hex(), Map.Entry::getValue)));
  }

  @Override
  public boolean isOpen(String runId) {
    return open.contains(RunId.parse(runId));
  }

  private int turn(int size) {
    return Math.floorMod(next.getAndIncrement(), size);
  }

  private <T extends @Nullable Object> CompletionStage<T> ask(
      ActorRef<Command> actor, Callable<T> work) {
    if (!claims.tryAcquire()) {
      return CompletableFuture.failedFuture(
          new ChunkStoreException(ChunkStoreException.Kind.BUSY, "the disk's queue is full"));
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

  /** Waits for work in progress; later work fails as CLOSED. Blocks. */
  @Override
  public void close() {
    care.cancel();
    store.close();
  }

  /** Sends each call of one run to the same actor. */
  private final class Writer implements RunWriter {
    private final OpenRun run;
    private final ActorRef<Command> actor = writers.get(turn(WRITERS));

    /** After a chunk that failed nothing may pass for whole. Touched by one actor at a time. */
    private @Nullable RuntimeException failure;

    /** What comes after may be another copy, fetched from others. Touched by the actor only. */
    private boolean abandoned;

    private Writer(OpenRun run) {
      this.run = run;
      open.add(run.id());
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
            work(
                () -> {
                  run.append(bytes, length);
                  return true;
                });
            return null;
          });
    }

    @Override
    public boolean keepsBytes() {
      return false;
    }

    @Override
    public CompletionStage<Void> finish() {
      return ask(actor, this::finishIfFree)
          .thenCompose(
              finished ->
                  finished
                      ? CompletableFuture.completedStage(null)
                      : ask(finisher, this::finishNow)
                          .thenApplyAsync(Function.identity(), answers));
    }

    private boolean finishIfFree() {
      var finished = work(run::finishIfFree);
      if (finished) {
        open.remove(run.id());
      }
      return finished;
    }

    private @Nullable Void finishNow() {
      work(
          () -> {
            run.finish();
            return true;
          });
      open.remove(run.id());
      return null;
    }

    private boolean work(BooleanSupplier step) {
      if (failure != null) {
        throw failure;
      }
      try {
        return step.getAsBoolean();
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
            if (!abandoned) {
              abandoned = true;
              // Who fetches the run anew waits until it is gone.
              try {
                run.abandon();
              } finally {
                open.remove(run.id());
              }
            }
            return null;
          });
    }
  }
}
