package coffer.node.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.jspecify.annotations.Nullable;

/**
 * Few threads that wake each other as little as they can (decision 17). What a task asks to be run
 * is run next, by the same thread; who has nothing left waits for the sockets, in a turn of their
 * selector. So one thread reads a small request, answers it and writes the answer.
 *
 * <p>A task has to be short, as on every dispatcher. One that is not keeps what it has asked for
 * waiting until {@link LeftBehind} gives that to another thread.
 */
final class RequestThreads extends ParkingThreads {
  /** Tasks that a thread runs before it looks at the sockets though there are more. */
  private static final int STREAK = 16;

  private static final int FEWEST = 4;

  /** One of them waits for sockets most of the time. */
  private static final int MORE = 1;

  /**
   * How much of what a task asks for its thread keeps: a request that was read asks for the next
   * one to be read, and for what answers it.
   */
  private static final int AHEAD = 2;

  /** What waits behind a task for once or twice as long goes to another thread. */
  private static final Duration PATIENCE = Duration.ofMillis(1);

  private static final Map<Object, RequestThreads> OF_SYSTEMS = new ConcurrentHashMap<>();

  private final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<@Nullable Worker> current = new ThreadLocal<>();
  private final List<Worker> workers = new ArrayList<>();
  private final LeftBehind leftBehind;

  RequestThreads(int threads, Duration patience, ThreadFactory factory) {
    super(threads);
    for (int number = 0; number < threads; number++) {
      workers.add(new Worker(factory));
    }
    leftBehind = new LeftBehind(threads * AHEAD, patience, this::waitingBehind, this::giveAway);
    workers.forEach(worker -> worker.thread.start());
    leftBehind.start();
  }

  /** Those of an actor system, whose dispatchers share them. */
  static RequestThreads of(DispatcherPrerequisites system, ThreadFactory factory) {
    return OF_SYSTEMS.computeIfAbsent(
        system.mailboxes(),
        mailboxes ->
            new RequestThreads(
                Math.max(FEWEST, Runtime.getRuntime().availableProcessors()) + MORE,
                PATIENCE,
                named(factory, "requests")));
  }

  @Override
  public void execute(Runnable task) {
    requireRunning();
    var self = current.get();
    if (self != null && self.keep(task)) {
      leftBehind.watch();
    } else {
      share(task);
    }
  }

  /** Takes a turn of a selector, which may block: for a thread that has nothing else to do. */
  void executeTurn(Runnable turn) {
    turns.add(turn);
    if (current.get() == null) {
      wakeOne();
    }
    // Whoever is woken may begin with something else.
    leftBehind.watch();
  }

  @Override
  List<Thread> threads() {
    return workers.stream().map(worker -> worker.thread).toList();
  }

  @Override
  boolean nothingWaits() {
    return super.nothingWaits() && turns.isEmpty();
  }

  /** What waits behind the task that a thread runs, or, last, for a thread to look at sockets. */
  private @Nullable Runnable waitingBehind(int place) {
    return place < workers.size() * AHEAD
        ? workers.get(place / AHEAD).kept.get(place % AHEAD)
        : turns.peek();
  }

  private void giveAway(int place, Runnable task) {
    if (place == workers.size() * AHEAD) {
      wakeOne();
    } else if (workers.get(place / AHEAD).kept.compareAndSet(place % AHEAD, task, null)) {
      share(task);
    }
  }

  @Override
  public void shutdown() {
    super.shutdown();
    OF_SYSTEMS.values().remove(this);
    leftBehind.close();
  }

  private final class Worker implements Runnable {
    private final Thread thread;
    private final AtomicReferenceArray<@Nullable Runnable> kept = new AtomicReferenceArray<>(AHEAD);

    /** The place of the oldest of what is kept. */
    private int oldest;

    /** Tasks since this thread looked at the sockets, or into what is shared. */
    private int streak;

    private Worker(ThreadFactory factory) {
      thread = factory.newThread(this);
    }

    @Override
    public void run() {
      current.set(this);
      work(this::take);
    }

    private @Nullable Runnable take() {
      if (streak >= STREAK) {
        streak = 0;
        var turn = turns.poll();
        if (turn != null) {
          shareNext();
          return turn;
        }
        var other = takeShared();
        if (other != null) {
          return other;
        }
      }
      streak++;
      var own = takeKept();
      if (own != null) {
        return own;
      }
      var task = takeShared();
      if (task == null) {
        streak = 0;
        task = turns.poll();
      }
      return task;
    }

    private boolean keep(Runnable task) {
      for (int ahead = 0; ahead < AHEAD; ahead++) {
        if (kept.compareAndSet((oldest + ahead) % AHEAD, null, task)) {
          return true;
        }
      }
      return false;
    }

    private @Nullable Runnable takeKept() {
      for (int ahead = 0; ahead < AHEAD; ahead++) {
        var task = kept.getAndSet(oldest, null);
        oldest = (oldest + 1) % AHEAD;
        if (task != null) {
          return task;
        }
      }
      return null;
    }

    /** A turn may block. */
    private void shareNext() {
      boolean alone = true;
      for (var own = takeKept(); own != null; own = takeKept()) {
        share(own);
        alone = false;
      }
      if (alone && !RequestThreads.super.nothingWaits()) {
        wakeOne();
      }
    }
  }
}
