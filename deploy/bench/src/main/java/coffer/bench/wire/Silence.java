package coffer.bench.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Cuts connections whose other side says nothing for too long: a channel's read has no limit. */
final class Silence {
  /** Two minutes, which no answer takes. */
  static final Silence USUAL = new Silence(Duration.ofSeconds(120));

  private static final int LOOKS = 20;

  private final Duration limit;
  private final Set<PlainWire> watched = ConcurrentHashMap.newKeySet();

  Silence(Duration limit) {
    this.limit = limit;
    Thread.ofPlatform().daemon().name("silence").start(this::look);
  }

  Duration limit() {
    return limit;
  }

  void watch(PlainWire wire) {
    watched.add(wire);
  }

  void forget(PlainWire wire) {
    watched.remove(wire);
  }

  private void look() {
    try {
      while (true) {
        Thread.sleep(limit.dividedBy(LOOKS));
        for (var wire : watched) {
          if (wire.silentFor(limit.toNanos())) {
            cut(wire);
          }
        }
      }
    } catch (InterruptedException unexpected) {
      throw new IllegalStateException(unexpected);
    }
  }

  private void cut(PlainWire wire) {
    try {
      wire.close();
    } catch (IOException failed) {
      // It is forgotten all the same, and the others are still looked after.
    }
  }
}
