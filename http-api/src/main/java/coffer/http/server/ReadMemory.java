package coffer.http.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * How much of the heap bytes may take that connections have read and that nothing has asked for
 * yet. A connection whose peer does not read its answers, or whose request waits, keeps what came
 * last; some thousands of those would fill the heap. When they hold too much together, those that
 * have held the longest are cut off. Safe for use by several threads.
 */
final class ReadMemory {
  private final long bytesMax;
  private final LinkedHashMap<Holder, Integer> held = new LinkedHashMap<>();

  /** Written with the lock held. */
  private volatile long bytes;

  /** A connection. */
  interface Holder {
    /** Called from any thread, at most once after each {@link ReadMemory#hold}. */
    void cutOff();
  }

  /**
   * @param bytesMax at any time, but for what is being let go of
   */
  ReadMemory(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** An eighth of what the JVM may use; chunk buffers of uploads may take a quarter. */
  static ReadMemory ofHeap() {
    return new ReadMemory(Runtime.getRuntime().maxMemory() / 8);
  }

  /** Counts so much for a holder, in place of what it held, and as held from now on. */
  void hold(Holder holder, int length) {
    List<Holder> cut = List.of();
    synchronized (this) {
      forget(holder);
      held.putLast(holder, length);
      bytes += length;
      if (bytes > bytesMax) {
        cut = longest();
      }
    }
    cut.forEach(Holder::cutOff);
  }

  private List<Holder> longest() {
    var cut = new ArrayList<Holder>();
    while (bytes > bytesMax) {
      var eldest = held.firstEntry().getKey();
      forget(eldest);
      cut.add(eldest);
    }
    return cut;
  }

  private void forget(Holder holder) {
    var length = held.remove(holder);
    if (length != null) {
      bytes -= length;
    }
  }

  /** Whether so much more leaves at least half of it: to hold it is a matter of speed alone. */
  boolean roomy(long length) {
    return bytes + length <= bytesMax / 2;
  }

  /** Holds nothing any more. */
  synchronized void release(Holder holder) {
    forget(holder);
  }

  /** What is held now. */
  long bytes() {
    return bytes;
  }
}
