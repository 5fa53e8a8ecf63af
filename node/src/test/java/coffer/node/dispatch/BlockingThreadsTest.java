package coffer.node.dispatch;

import static coffer.node.dispatch.Latches.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BlockingThreadsTest {
  private static final int THREADS = 4;

  private final BlockingThreads threads = new BlockingThreads(THREADS, Thread::new);

  @AfterEach
  void stop() throws InterruptedException {
    Latches.stop(threads);
  }

  @Test
  void asManyTasksBlockAtOnceAsThereAreThreads() {
    for (int round = 0; round < 1_000; round++) {
      var together = new CountDownLatch(THREADS);
      for (int number = 0; number < THREADS; number++) {
        threads.execute(
            () -> {
              together.countDown();
              await(together);
            });
      }
      await(together);
    }
  }

  @Test
  void tasksBeginInTheirOrder() throws InterruptedException {
    var begun = new CopyOnWriteArrayList<Integer>();
    var done = new CountDownLatch(100);
    try (var one = new BlockingThreads(1, Thread::new)) {
      for (int number = 0; number < 100; number++) {
        var mine = number;
        one.execute(
            () -> {
              begun.add(mine);
              done.countDown();
            });
      }
      await(done);
    }
    assertEquals(IntStream.range(0, 100).boxed().toList(), begun);
  }

  /** A wake-up that is lost shows as a task that nobody runs. */
  @Test
  void nothingIsLostThoughThreadsFallAsleepAllTheTime() throws InterruptedException {
    int times = 20_000;
    var finished = new AtomicInteger();
    var askers =
        List.of(1, 2, 3).stream()
            .map(
                asker ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              var ran = new Semaphore(0);
                              for (int time = 0; time < times; time++) {
                                threads.execute(ran::release);
                                if (!tryAcquire(ran)) {
                                  return;
                                }
                              }
                              finished.incrementAndGet();
                            }))
            .toList();
    for (var asker : askers) {
      asker.join();
    }
    assertEquals(askers.size(), finished.get());
  }

  private static boolean tryAcquire(Semaphore ran) {
    try {
      return ran.tryAcquire(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatWaitsAtTheEndIsRunAndNothingIsTakenAfterIt() throws InterruptedException {
    var stopping = new CountDownLatch(1);
    var ran = new AtomicInteger();
    for (int number = 0; number < 2 * THREADS; number++) {
      threads.execute(
          () -> {
            await(stopping);
            ran.incrementAndGet();
          });
    }
    threads.shutdown();
    stopping.countDown();
    stop();
    assertEquals(2 * THREADS, ran.get());
    assertTrue(threads.isTerminated());
    assertThrows(RejectedExecutionException.class, () -> threads.execute(ran::incrementAndGet));
  }
}
