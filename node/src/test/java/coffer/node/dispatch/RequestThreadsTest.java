package coffer.node.dispatch;

import static coffer.node.dispatch.Latches.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RequestThreadsTest {
  private static final int THREADS = 3;

  private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
  private final RequestThreads threads = start(THREADS, Duration.ofMillis(1));

  private RequestThreads start(int number, Duration patience) {
    return new RequestThreads(
        number,
        patience,
        task -> {
          var thread = new Thread(task);
          thread.setUncaughtExceptionHandler((where, thrown) -> uncaught.add(thrown));
          return thread;
        });
  }

  @AfterEach
  void stop() throws InterruptedException {
    Latches.stop(threads);
  }

  private static <T> T get(CompletableFuture<T> soon) throws Exception {
    return soon.get(10, TimeUnit.SECONDS);
  }

  @Test
  void twoThingsThatATaskAsksForAreRunNextByTheSameThread() throws Exception {
    var order = new CopyOnWriteArrayList<String>();
    var done = new CompletableFuture<Void>();
    try (var patient = start(THREADS, Duration.ofHours(1))) {
      patient.execute(
          () -> {
            var thread = Thread.currentThread();
            patient.execute(() -> order.add("next " + (thread == Thread.currentThread())));
            patient.execute(
                () -> {
                  order.add("after it " + (thread == Thread.currentThread()));
                  done.complete(null);
                });
            order.add("first");
          });
      get(done);
    }
    assertEquals(List.of("first", "next true", "after it true"), order);
  }

  @Test
  void aThirdThingIsRunByAnotherThreadAtOnce() throws Exception {
    var third = new CompletableFuture<Thread>();
    var first = new CompletableFuture<Thread>();
    try (var patient = start(THREADS, Duration.ofHours(1))) {
      patient.execute(
          () -> {
            patient.execute(() -> {});
            patient.execute(() -> {});
            patient.execute(() -> third.complete(Thread.currentThread()));
            // As no task may.
            third.join();
            first.complete(Thread.currentThread());
          });
      assertNotSame(get(first), get(third));
    }
  }

  @Test
  void asManyTasksRunAtOnceAsThereAreThreads() {
    var together = new CountDownLatch(THREADS);
    var ran = new CountDownLatch(THREADS);
    for (int number = 0; number < THREADS; number++) {
      threads.execute(
          () -> {
            together.countDown();
            await(together);
            ran.countDown();
          });
    }
    await(ran);
  }

  @Test
  void whatATaskThatTakesLongLeavesBehindIsRunByAnother() throws Exception {
    var behind = new CompletableFuture<Thread>();
    var furtherBehind = new CompletableFuture<Thread>();
    var first = new CompletableFuture<Thread>();
    threads.execute(
        () -> {
          threads.execute(() -> behind.complete(Thread.currentThread()));
          threads.execute(() -> furtherBehind.complete(Thread.currentThread()));
          // As no task may.
          behind.join();
          furtherBehind.join();
          first.complete(Thread.currentThread());
        });
    assertNotSame(get(first), get(behind));
    assertNotSame(get(first), get(furtherBehind));
  }

  @Test
  void aTurnThatBlocksKeepsNothingFromRunning() {
    var end = new CountDownLatch(1);
    var waits = new CountDownLatch(1);
    var ran = new CountDownLatch(2);
    threads.executeTurn(
        () -> {
          waits.countDown();
          await(end);
        });
    await(waits);
    threads.execute(() -> threads.execute(ran::countDown));
    threads.execute(ran::countDown);
    await(ran);
    end.countDown();
  }

  @Test
  void aTurnComesAfterWhatTheOneBeforeFound() throws Exception {
    var order = new CopyOnWriteArrayList<String>();
    var done = new CompletableFuture<Void>();
    try (var one = start(1, Duration.ofHours(1))) {
      one.executeTurn(
          () -> {
            one.execute(() -> order.add("found"));
            one.executeTurn(
                () -> {
                  order.add("turn");
                  done.complete(null);
                });
          });
      get(done);
    }
    assertEquals(List.of("found", "turn"), order);
  }

  @Test
  void aTurnThatWaitsBehindALongTaskIsTakenByAnother() {
    var taken = new CountDownLatch(1);
    var ran = new CountDownLatch(1);
    threads.executeTurn(
        () -> {
          threads.execute(
              () -> {
                await(taken);
                ran.countDown();
              });
          threads.executeTurn(taken::countDown);
        });
    await(ran);
  }

  @Test
  void aTurnComesAlthoughTasksNeverEnd() {
    var turn = new CountDownLatch(1);
    for (int number = 0; number < THREADS; number++) {
      threads.execute(new Endless(turn));
    }
    threads.executeTurn(turn::countDown);
    await(turn);
  }

  /** Asks for itself until the turn has come. */
  private final class Endless implements Runnable {
    private final CountDownLatch turn;

    private Endless(CountDownLatch turn) {
      this.turn = turn;
    }

    @Override
    public void run() {
      if (turn.getCount() > 0) {
        threads.execute(this);
      }
    }
  }

  /** A wake-up that is lost shows as a task that never runs while all others wait for it. */
  @Test
  void nothingIsLostThoughThreadsFallAsleepAllTheTime() throws Exception {
    int askers = 4;
    int times = 20_000;
    var all = new ArrayList<CompletableFuture<Integer>>();
    for (int asker = 0; asker < askers; asker++) {
      all.add(
          CompletableFuture.supplyAsync(
              () -> {
                int ran = 0;
                for (int time = 0; time < times; time++) {
                  var soon = new CompletableFuture<Integer>();
                  threads.execute(() -> threads.execute(() -> soon.complete(1)));
                  ran += soon.orTimeout(10, TimeUnit.SECONDS).join();
                }
                return ran;
              },
              task -> new Thread(task).start()));
    }
    for (var each : all) {
      assertEquals(times, each.get(60, TimeUnit.SECONDS));
    }
  }

  /** One thread is woken for what came together; whoever is woken has to wake the next one. */
  @Test
  void whatComesTogetherIsRunTogether() {
    int rounds = 2_000;
    for (int round = 0; round < rounds; round++) {
      asManyTasksRunAtOnceAsThereAreThreads();
    }
  }

  @Test
  void aTaskThatFailsOrIsInterruptedEndsNoThread() throws Exception {
    for (int number = 0; number < 2 * THREADS; number++) {
      threads.execute(
          () -> {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("failed");
          });
    }
    var interrupted = new CompletableFuture<Boolean>();
    threads.execute(
        () -> threads.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted())));
    assertFalse(get(interrupted));
    stop();
    assertEquals(2 * THREADS, uncaught.size());
  }

  @Test
  void whatWasAskedForBeforeTheEndIsRunAndNothingIsTakenAfterIt() throws Exception {
    var ran = new AtomicInteger();
    var begun = new CountDownLatch(1);
    var stopping = new CountDownLatch(1);
    threads.execute(
        () -> {
          threads.execute(ran::incrementAndGet);
          begun.countDown();
          await(stopping);
        });
    await(begun);
    threads.shutdown();
    stopping.countDown();
    assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    assertEquals(1, ran.get());
    assertTrue(threads.isTerminated());
    assertThrows(RejectedExecutionException.class, () -> threads.execute(ran::incrementAndGet));
  }
}
