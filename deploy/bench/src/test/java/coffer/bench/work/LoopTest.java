package coffer.bench.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Latencies at a given rate, in a time of its own. */
final class LoopTest {
  private static final long MILLI = 1_000_000;

  /** Time that passes when the test says so. */
  private static final class HandTicker implements Ticker {
    private long now = 5_000 * MILLI;
    private long oversleep;

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void sleepUntil(long nanos) {
      if (nanos > now) {
        now = nanos + oversleep;
      }
    }

    void pass(long nanos) {
      now += nanos;
    }
  }

  private final HandTicker ticker = new HandTicker();

  private Loop loop(double perSecond) {
    return new Loop(ticker, new Schedule(ticker.nanos(), perSecond, 0, 1));
  }

  private static long millis(Loop loop, double percentile) {
    return Math.round(loop.nanos().getValueAtPercentile(percentile) / (double) MILLI);
  }

  /** 100 a second, 1 ms each, but the eleventh takes 1 s: those behind it waited as well. */
  private void withStall(Loop loop) throws IOException {
    var calls = new int[1];
    loop.run(
        () -> {
          ticker.pass(++calls[0] == 11 ? 1_000 * MILLI : MILLI);
          return 4096;
        },
        ticker.nanos() + 10_000 * MILLI,
        200,
        0);
  }

  @Test
  void aStallCountsForAllThatWouldHaveComeMeanwhile() throws IOException {
    var loop = loop(100);
    withStall(loop);
    assertEquals(200, loop.nanos().getTotalCount());
    assertEquals(1_000, millis(loop, 100));
    // 9 ms are won back with each of the about 110 operations that follow.
    assertEquals(5, millis(loop, 45), 15);
    assertEquals(510, millis(loop, 72), 30);
    assertEquals(200 * 4096, loop.bytes());
  }

  @Test
  void withoutARateTheStallIsOneLatency() throws IOException {
    var loop = loop(0);
    withStall(loop);
    assertEquals(1, millis(loop, 99));
    assertEquals(1_000, millis(loop, 100));
  }

  @Test
  void thatTheClientSleptTooLongIsNotTheServersLatency() throws IOException {
    ticker.oversleep = 3 * MILLI;
    var loop = loop(100);
    loop.run(
        () -> {
          ticker.pass(MILLI);
          return 0;
        },
        ticker.nanos() + 1_000 * MILLI,
        Long.MAX_VALUE,
        0);
    assertEquals(1, millis(loop, 100));
    assertEquals(100, loop.nanos().getTotalCount());
  }

  @Test
  void connectionsShareTheRate() {
    assertEquals(0, new Schedule(0, 1_000, 0, 4).dueNanos(0));
    assertEquals(3 * MILLI, new Schedule(0, 1_000, 3, 4).dueNanos(0));
    assertEquals(7 * MILLI, new Schedule(0, 1_000, 3, 4).dueNanos(1));
  }

  @Test
  void failuresAreCountedApartUpToALimit() throws IOException {
    var tolerant = loop(0);
    tolerant.run(LoopTest::fail, Long.MAX_VALUE, 3, 3);
    assertEquals(3, tolerant.errors());
    assertEquals(0, tolerant.nanos().getTotalCount());
    assertThrows(IOException.class, () -> loop(0).run(LoopTest::fail, Long.MAX_VALUE, 3, 2));
  }

  private static long fail() throws IOException {
    throw new IOException("no");
  }
}
