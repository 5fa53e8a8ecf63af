package coffer.node.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.MonitorableThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Few threads that wake each other as little as they can (decision 17). What a task asks to be run
 * is run next, by the same thread; who has nothing left waits for the sockets, in a turn of their
 * selector. So one thread reads a small request, answers it and writes the answer.
 *
 * <p>A task has to be short, as on every dispatcher. One that is not keeps what it has asked for
 * waiting until {@link LeftBehind} gives that to another thread.
 *
 * <p>Queues have no limit of their own: an actor is in them once, however many messages it has.
 */
final class RequestThreads extends AbstractExecutorService {
  /** Tasks that a thread runs before it looks at the sockets though there are more. */
  private static final int STREAK = 16;

  private static final int FEWEST = 4;

  /** One of them waits for sockets most of the time. */
  private static final int MORE = 1;

  /** What waits behind a task for once or twice as long goes to another thread. */
  private static final Duration PATIENCE = Duration.ofMillis(1);

  private static final Map<Object, RequestThreads> OF_SYSTEMS = new ConcurrentHashMap<>();

  private final Queue<Runnable> shared = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedDeque<Worker> idle = new ConcurrentLinkedDeque<>();
  private final AtomicBoolean waking = new AtomicBoolean();
  private final ThreadLocal<@Nullable Worker> current = new ThreadLocal<>();
  private final List<Worker> workers = new ArrayList<>();
  private final CountDownLatch alive;
  private final LeftBehind leftBehind;
  private volatile boolean shutdown;

  RequestThreads(int threads, Duration patience, ThreadFactory factory) {
    alive = new CountDownLatch(threads);
    for (int number = 0; number < threads; number++) {
      workers.add(new Worker(factory));
    }
    leftBehind = new LeftBehind(threads, patience, this::waitingBehind, this::giveAway);
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
                factory instanceof MonitorableThreadFactory named
                    ? named.withName(named.name() + "-requests")
                    : factory));
  }

  @Override
  public void execute(Runnable task) {
    if (shutdown) {
      throw new RejectedExecutionException("the threads of requests are stopping");
    }
    var self = current.get();
    if (self != null && self.next.compareAndSet(null, task)) {
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

  private void share(Runnable task) {
    shared.add(task);
    wakeOne();
  }

  /**
   * Wakes a thread, unless one has been woken that has not begun yet: it finds what is in the
   * queues, and wakes the next one if there is more. Nobody is idle who has not looked into the
   * queues since, see {@link Worker#await}.
   */
  private void wakeOne() {
    while (waking.compareAndSet(false, true)) {
      var worker = idle.pollFirst();
      if (worker != null) {
        LockSupport.unpark(worker.thread);
        return;
      }
      waking.set(false);
      // Who added something meanwhile has left waking to this thread.
      if (idle.isEmpty() || nothingWaits()) {
        return;
      }
    }
  }

  private boolean nothingWaits() {
    return shared.isEmpty() && turns.isEmpty();
  }

  /** What waits behind the task that a thread runs, or, last, for a thread to look at sockets. */
  private @Nullable Runnable waitingBehind(int place) {
    return place < workers.size() ? workers.get(place).next.get() : turns.peek();
  }

  private void giveAway(int place, Runnable task) {
    if (place == workers.size()) {
      wakeOne();
    } else if (workers.get(place).next.compareAndSet(task, null)) {
      share(task);
    }
  }

  @Override
  public void shutdown() {
    shutdown = true;
    OF_SYSTEMS.values().remove(this);
    leftBehind.close();
    workers.forEach(worker -> LockSupport.unpark(worker.thread));
  }

  /** As {@link #shutdown}: tasks are short, and turns end with their selector. */
  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return alive.getCount() == 0;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return alive.await(timeout, unit);
  }

  private final class Worker implements Runnable {
    private final Thread thread;
    private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();

    /** Tasks since this thread looked at the sockets, or into what is shared. */
    private int streak;

    private Worker(ThreadFactory factory) {
      thread = factory.newThread(this);
    }

    @Override
    public void run() {
      current.set(this);
      for (var task = await(); task != null; task = await()) {
        try {
          task.run();
        } catch (Throwable thrown) {
          thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        }
        // Meant for that task; neither park nor a selector would wait.
        Thread.interrupted();
      }
      alive.countDown();
    }

    /** Null at the end. */
    private @Nullable Runnable await() {
      var task = take();
      while (task == null && !shutdown) {
        idle.addFirst(this);
        // Whoever added something before did not see this thread among the idle.
        if (nothingWaits() && !shutdown) {
          LockSupport.park(RequestThreads.this);
        }
        if (!idle.remove(this)) {
          waking.set(false);
        }
        task = take();
        if (!shared.isEmpty()) {
          // This thread may have been woken for what is left.
          wakeOne();
        }
      }
      return task;
    }

    private @Nullable Runnable take() {
      if (streak >= STREAK) {
        streak = 0;
        var turn = turns.poll();
        if (turn != null) {
          shareNext();
          return turn;
        }
        var other = shared.poll();
        if (other != null) {
          return other;
        }
      }
      streak++;
      var own = next.getAndSet(null);
      if (own != null) {
        return own;
      }
      var task = shared.poll();
      if (task == null) {
        streak = 0;
        task = turns.poll();
      }
      return task;
    }

    /** A turn may block. */
    private void shareNext() {
      var own = next.getAndSet(null);
      if (own != null) {
        shared.add(own);
      }
      if (!shared.isEmpty()) {
        wakeOne();
      }
    }
  }
}
