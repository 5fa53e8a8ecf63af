package coffer.node.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which answers of voters confirm a leader, and whom it asks. */
final class LeadershipCheckTest {
  private static final long TERM = 7;

  private final Map<String, CompletableFuture<Long>> asked = new TreeMap<>();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final LeadershipCheck check =
      new LeadershipCheck(
          voter -> {
            var answer = new CompletableFuture<Long>();
            synchronized (asked) {
              asked.put(voter, answer);
            }
            return answer;
          },
          nanos::get);

  private CompletableFuture<Boolean> confirmed(String... others) {
    asked.clear();
    return check.confirmed(TERM, List.of(others)).toCompletableFuture();
  }

  private CompletableFuture<Long> answer(String voter) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (true) {
      synchronized (asked) {
        var found = asked.get(voter);
        if (found != null) {
          return found;
        }
      }
      assertTrue(System.nanoTime() < deadline, voter + " was not asked");
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  @Test
  void oneOfTwoOthersIsAMajorityWithTheLeader() throws Exception {
    var yes = confirmed("a", "b");
    answer("a").complete(TERM);
    assertTrue(yes.join());
    assertEquals(List.of("a"), List.copyOf(asked.keySet()), "the other need not be asked");
  }

  @Test
  void twoOfFourOthersAreNeeded() throws Exception {
    var yes = confirmed("a", "b", "c", "d");
    answer("a").complete(TERM);
    assertFalse(yes.isDone());
    answer("b").complete(TERM);
    assertTrue(yes.join());
  }

  @Test
  void aVoterInALaterTermEndsIt() throws Exception {
    var yes = confirmed("a", "b");
    answer("a").complete(TERM + 1);
    assertFalse(yes.join());
  }

  @Test
  void aVoterThatLagsBehindConfirmsNothing() throws Exception {
    var yes = confirmed("a", "b");
    answer("a").complete(TERM - 1);
    answer("b").complete(TERM - 1);
    assertFalse(yes.join());
  }

  @Test
  void theOthersAreAskedWhenOneFailsOrTakesLong() throws Exception {
    var failed = confirmed("a", "b");
    answer("a").completeExceptionally(new IllegalStateException("away"));
    answer("b").complete(TERM);
    assertTrue(failed.join());
    var slow = confirmed("b", "c");
    answer("c").complete(TERM);
    assertTrue(slow.join());
  }

  @Test
  void whoAnsweredLastIsAskedFirst() throws Exception {
    var first = confirmed("a", "b");
    answer("a").completeExceptionally(new IllegalStateException("away"));
    answer("b").complete(TERM);
    assertTrue(first.join());
    var second = confirmed("a", "b");
    answer("b").complete(TERM);
    assertTrue(second.join());
    assertEquals(List.of("b"), List.copyOf(asked.keySet()));
  }

  @Test
  void silenceIsNoConfirmationAndLeavesADoubtForAWhile() throws Exception {
    assertFalse(check.doubtful());
    var no = confirmed("a", "b");
    assertFalse(no.get(10, TimeUnit.SECONDS));
    assertTrue(check.doubtful());
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertFalse(check.doubtful());
  }
}
