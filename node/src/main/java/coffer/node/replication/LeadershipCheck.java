package coffer.node.replication;

import coffer.kms.stage.Deadlines;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out without an entry whether a leader still leads (Ongaro, "Consensus: Bridging Theory and
 * Practice", 6.4): a later leader would have been elected by a majority, and who has voted in a
 * later term is in it. So when a majority is in the leader's term at some moment after a read
 * began, no later leader had acknowledged anything before that read.
 *
 * <p>Asks no more voters than it needs, those first that answered last; the others when these take
 * long or fail.
 */
final class LeadershipCheck {
  private static final Duration OTHERS_AFTER = Duration.ofMillis(10);
  private static final Duration LIMIT = Duration.ofMillis(400);

  /** After a check that failed, an entry is the surer way for a while. */
  private static final long DOUBT_NANOS = 1_000_000_000;

  private final Function<String, CompletionStage<Long>> termOf;
  private final LongSupplier nanoTime;
  private volatile @Nullable String answeredLast;
  private volatile long doubtfulUntil;
  private volatile boolean doubtful;

  /**
   * @param termOf asks a voter
   */
  LeadershipCheck(Function<String, CompletionStage<Long>> termOf, LongSupplier nanoTime) {
    this.termOf = termOf;
    this.nanoTime = nanoTime;
  }

  /** Whether a check failed a moment ago. */
  boolean doubtful() {
    return doubtful && nanoTime.getAsLong() - doubtfulUntil < 0;
  }

  /**
   * Whether a majority of the voters, this replica among them, was in the term at some moment after
   * the call. Never fails.
   *
   * @param term in which this replica leads, and is
   * @param others the other voters
   */
  CompletionStage<Boolean> confirmed(long term, List<String> others) {
    var round = new Round(term, preferred(others));
    round.askNeeded();
    return round.done.thenApply(
        yes -> {
          if (!yes) {
            doubtfulUntil = nanoTime.getAsLong() + DOUBT_NANOS;
          }
          doubtful = !yes;
          return yes;
        });
  }

  private List<String> preferred(List<String> others) {
    var last = answeredLast;
    if (last == null || !others.contains(last)) {
      return others;
    }
    var ordered = new ArrayList<>(others);
    ordered.remove(last);
    ordered.addFirst(last);
    return ordered;
  }

  /** One question to the voters. */
  private final class Round {
    private final long term;
    private final int needed;
    private final Queue<String> unasked;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private int confirmations;
    private int pending;

    Round(long term, List<String> others) {
      this.term = term;
      this.needed = (others.size() + 1) / 2;
      this.unasked = new ArrayDeque<>(others);
    }

    void askNeeded() {
      for (int asked = 0; asked < needed; asked++) {
        askNext();
      }
      if (!done.isDone()) {
        Deadlines.SHORT.unless(done, OTHERS_AFTER.toNanos(), this::askOthers);
      }
    }

    private void askOthers() {
      var left = LIMIT.minus(OTHERS_AFTER);
      Deadlines.SHARED.unless(done, left.toNanos(), () -> done.complete(false));
      while (!done.isDone() && askNext()) {
        // All that are left.
      }
    }

    private boolean askNext() {
      String voter;
      synchronized (this) {
        voter = unasked.poll();
        if (voter == null) {
          return false;
        }
        pending++;
      }
      termOf.apply(voter).whenComplete((answer, failure) -> answered(voter, answer));
      return true;
    }

    private void answered(String voter, @Nullable Long answer) {
      boolean more;
      synchronized (this) {
        pending--;
        if (answer != null && answer == term) {
          confirmations++;
          answeredLast = voter;
        }
        more = confirmations < needed;
      }
      if (!more) {
        done.complete(true);
      } else if (answer != null && answer > term) {
        done.complete(false);
      } else if ((answer == null || answer < term) && !askNext() && nobodyIsLeft()) {
        done.complete(false);
      }
    }

    private synchronized boolean nobodyIsLeft() {
      return pending == 0 && unasked.isEmpty();
    }
  }
}
