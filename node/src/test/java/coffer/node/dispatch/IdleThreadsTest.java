package coffer.node.dispatch;

import static coffer.node.dispatch.Latches.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class IdleThreadsTest {
  @Test
  void theOneThatJoinedFirstIsTakenFirst() {
    var idle = new IdleThreads(2);
    var first = new Thread();
    var second = new Thread();
    int one = idle.join(first);
    int other = idle.join(second);
    assertTrue(idle.isEmpty());
    assertNull(idle.take());
    idle.add(other);
    idle.add(one);
    assertFalse(idle.isEmpty());
    assertSame(first, idle.take());
    assertSame(second, idle.take());
    assertNull(idle.take());
    assertTrue(idle.isEmpty());
  }

  @Test
  void aThreadIsTakenOrRemovedOnce() {
    var idle = new IdleThreads(1);
    var thread = new Thread();
    int number = idle.join(thread);
    idle.add(number);
    assertTrue(idle.remove(number));
    assertFalse(idle.remove(number));
    assertNull(idle.take());
    idle.add(number);
    assertSame(thread, idle.take());
    assertFalse(idle.remove(number));
  }

  @Test
  void thereMayBeMoreThanALongHasBits() {
    int most = 130;
    var idle = new IdleThreads(most);
    var threads = new ArrayList<Thread>();
    for (int number = 0; number < most; number++) {
      threads.add(new Thread());
      assertEquals(number, idle.join(threads.getLast()));
      idle.add(number);
    }
    for (var thread : threads) {
      assertSame(thread, idle.take());
    }
    assertTrue(idle.isEmpty());
  }

  /** Each time that a thread is idle, it finds itself or is taken, never both or neither. */
  @Test
  void whoeverIsIdleIsTakenOnceThoughManyTake() {
    int times = 50_000;
    int joined = 3;
    var idle = new IdleThreads(joined);
    var taken = new AtomicInteger();
    var missed = new AtomicInteger();
    var ended = new CountDownLatch(joined);
    for (int each = 0; each < joined; each++) {
      Thread.ofPlatform()
          .start(
              () -> {
                int number = idle.join(Thread.currentThread());
                for (int time = 0; time < times; time++) {
                  idle.add(number);
                  if (idle.take() != null) {
                    taken.incrementAndGet();
                  }
                  if (!idle.remove(number)) {
                    missed.incrementAndGet();
                  }
                }
                ended.countDown();
              });
    }
    await(ended);
    assertEquals(taken.get(), missed.get());
    assertTrue(idle.isEmpty());
  }
}
