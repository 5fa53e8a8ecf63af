package coffer.rig.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** PUTs that were answered well, and errors that reached their clients. For several threads. */
final class Acknowledgements {
  /** Times in ns of one clock. */
  private record Put(long begun, long ended) {}

  private final List<Put> puts = new ArrayList<>();
  private final TreeMap<String, Integer> errors = new TreeMap<>();

  synchronized void acknowledged(long begun, long ended) {
    puts.add(new Put(begun, ended));
    notifyAll();
  }

  synchronized void failed(String error) {
    errors.merge(error, 1, Integer::sum);
  }

  synchronized int count() {
    return puts.size();
  }

  /** The longest time between two acknowledgements, or one and the end of {@code [from, to]}. */
  synchronized Duration longestPause(long from, long to) {
    var ends =
        puts.stream().mapToLong(Put::ended).filter(at -> at >= from && at <= to).sorted().toArray();
    long last = from;
    long longest = 0;
    for (long end : ends) {
      longest = Math.max(longest, end - last);
      last = end;
    }
    return Duration.ofNanos(Math.max(longest, to - last));
  }

  /** The longest that a client waited for one PUT that ended in {@code [from, to]}. */
  synchronized Duration longestPut(long from, long to) {
    return Duration.ofNanos(
        puts.stream()
            .filter(put -> put.ended >= from && put.ended <= to)
            .mapToLong(put -> put.ended - put.begun)
            .max()
            .orElse(0));
  }

  /**
   * Waits until PUTs that were begun after {@code time} are acknowledged.
   *
   * @return whether that was so before the time was over
   */
  synchronized boolean awaitBegunAfter(long time, int count, Duration atMost)
      throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (puts.stream().filter(put -> put.begun > time).count() < count) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  synchronized TreeMap<String, Integer> errors() {
    return new TreeMap<>(errors);
  }
}
