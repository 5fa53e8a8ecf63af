package coffer.node.dispatch;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.pekko.dispatch.MonitorableThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Threads that park when nothing waits for them, and are woken one at a time, the same ones first.
 * No lock is taken, as the queues of {@code java.util.concurrent} for such threads do: with those,
 * threads wake each other for the lock.
 *
 * <p>What waits has no limit of its own: an actor is in it once, however many messages it has.
 */
abstract class ParkingThreads extends AbstractExecutorService {
  private final Queue<Runnable> shared = new ConcurrentLinkedQueue<>();
  private final IdleThreads idle;
  private final AtomicBoolean waking = new AtomicBoolean();
  private final CountDownLatch alive;
  private volatile boolean shutdown;

  /**
   * @param threads how many call {@link #work}
   */
  ParkingThreads(int threads) {
    idle = new IdleThreads(threads);
    alive = new CountDownLatch(threads);
  }

  /** Threads whose names say what they are for. */
  static ThreadFactory named(ThreadFactory factory, String suffix) {
    return factory instanceof MonitorableThreadFactory named
        ? named.withName(named.name() + "-" + suffix)
        : factory;
  }

  /** All that call {@link #work}. */
  abstract List<Thread> threads();

  /** Whether there is nothing for a thread that has nothing to do. */
  boolean nothingWaits() {
    return shared.isEmpty();
  }

  /** What one thread does, until the end; {@code take} gives what to do next, or null. */
  final void work(Supplier<@Nullable Runnable> take) {
    var thread = Thread.currentThread();
    int number = idle.join(thread);
    boolean rested = false;
    while (true) {
      var task = take.get();
      if (rested && !shared.isEmpty()) {
        // This thread may have been woken for what is left.
        wakeOne();
      }
      rested = task == null;
      if (task != null) {
        run(task, thread);
      } else if (shutdown) {
        break;
      } else {
        rest(number);
      }
    }
    alive.countDown();
  }

  private static void run(Runnable task, Thread thread) {
    try {
      task.run();
    } catch (Throwable thrown) {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }
    // Meant for that task; neither park nor a selector would wait.
    Thread.interrupted();
  }

  /** Until there may be something to do. */
  private void rest(int number) {
    idle.add(number);
    // Whoever added something before did not see this thread among the idle.
    if (nothingWaits() && !shutdown) {
      LockSupport.park(this);
    }
    if (!idle.remove(number)) {
      waking.set(false);
    }
  }

  /** For any thread. */
  final void share(Runnable task) {
    shared.add(task);
    wakeOne();
  }

  /** The oldest of what is {@link #share}d; null for nothing. */
  final @Nullable Runnable takeShared() {
    return shared.poll();
  }

  /**
   * Wakes a thread, unless one has been woken that has not begun yet: it finds what is in the
   * queues, and wakes the next one if there is more. Nobody is idle who has not looked into the
   * queues since, see {@link #rest}.
   */
  final void wakeOne() {
    while (waking.compareAndSet(false, true)) {
      var thread = idle.take();
      if (thread != null) {
        LockSupport.unpark(thread);
        return;
      }
      waking.set(false);
      // Who added something meanwhile has left waking to this thread.
      if (idle.isEmpty() || nothingWaits()) {
        return;
      }
    }
  }

  final void requireRunning() {
    if (shutdown) {
      throw new RejectedExecutionException("the threads are stopping");
    }
  }

  @Override
  public void shutdown() {
    shutdown = true;
    threads().forEach(LockSupport::unpark);
  }

  /** As {@link #shutdown}: what runs is not interrupted, and what waits is run. */
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
}
