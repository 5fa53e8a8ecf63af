package coffer.node.index.group;

import coffer.node.index.group.BatchDecision.Request;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Requests on their way to a group's actor. While it is at work it looks for them by itself, so
 * that only the first of those that come together wakes a thread.
 */
final class Arrivals {
  private final Queue<Request> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean looking = new AtomicBoolean();

  /** True when the actor has to be told that there is something. */
  boolean add(Request request) {
    arrived.add(request);
    return !looking.get() && looking.compareAndSet(false, true);
  }

  /** Takes all that have come; whoever calls it will look again. */
  void takeTo(ArrayDeque<Request> waiting) {
    for (var next = arrived.poll(); next != null; next = arrived.poll()) {
      waiting.add(next);
    }
  }

  /**
   * Takes all that have come. When nothing waits then, the next one to come has to tell the actor.
   *
   * @return whether anything waits
   */
  boolean takeOrRest(ArrayDeque<Request> waiting) {
    takeTo(waiting);
    if (waiting.isEmpty()) {
      looking.set(false);
      // What came before that was said has told nobody.
      takeTo(waiting);
    }
    return !waiting.isEmpty();
  }
}
