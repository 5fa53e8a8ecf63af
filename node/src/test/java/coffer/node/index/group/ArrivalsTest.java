package coffer.node.index.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.index.call.IndexReply;
import coffer.node.index.decision.Decision;
import coffer.node.index.group.BatchDecision.Request;
import coffer.node.index.row.RowChanges;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {
  private final Arrivals arrivals = new Arrivals();
  private final ArrayDeque<Request> waiting = new ArrayDeque<>();

  private static Request request() {
    return new Request(
        Optional.empty(),
        view -> new Decision<>(new RowChanges(), new IndexReply.Done()),
        new CompletableFuture<>());
  }

  @Test
  void onlyTheFirstOfSeveralTellsTheActor() {
    assertTrue(arrivals.add(request()));
    assertFalse(arrivals.add(request()));
    assertTrue(arrivals.takeOrRest(waiting));
    assertEquals(2, waiting.size());
  }

  @Test
  void nobodyTellsAnActorThatIsAtWork() {
    arrivals.add(request());
    arrivals.takeOrRest(waiting);
    assertFalse(arrivals.add(request()));
    arrivals.takeTo(waiting);
    assertEquals(2, waiting.size());
  }

  @Test
  void anActorThatFoundNothingIsToldAgain() {
    arrivals.add(request());
    arrivals.takeOrRest(waiting);
    waiting.clear();
    assertFalse(arrivals.takeOrRest(waiting));
    assertTrue(arrivals.add(request()));
  }

  @Test
  void theirOrderIsKept() {
    var order = List.of(request(), request(), request());
    order.forEach(arrivals::add);
    arrivals.takeOrRest(waiting);
    assertEquals(order, new ArrayList<>(waiting));
  }

  /** One that is neither told of nor found would leave the last permit out. */
  @Test
  void everyRequestIsFoundWhateverElseHappens() throws Exception {
    int askers = 4;
    int each = 50_000;
    var told = new Semaphore(0);
    var threads = new ArrayList<Thread>();
    for (int asker = 0; asker < askers; asker++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int number = 0; number < each; number++) {
                      if (arrivals.add(request())) {
                        told.release();
                      }
                    }
                  }));
    }
    int found = 0;
    while (found < askers * each) {
      assertTrue(told.tryAcquire(10, TimeUnit.SECONDS), "only " + found);
      while (arrivals.takeOrRest(waiting)) {
        found += waiting.size();
        waiting.clear();
      }
    }
    for (var thread : threads) {
      thread.join();
    }
    assertEquals(askers * each, found);
  }
}
