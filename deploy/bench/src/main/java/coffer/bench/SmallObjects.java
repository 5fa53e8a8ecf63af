package coffer.bench;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;

/**
 * A closed loop: each connection has one request in flight. Latencies are those of the requests as
 * sent; with a closed loop they say nothing of a queue that an open one would have.
 */
final class SmallObjects {
  private final Options options;
  private final List<Options> targets;
  private final byte[] body;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  SmallObjects(Options options) {
    this(List.of(options));
  }

  /**
   * @param targets that differ in their endpoints only; connections are dealt out to them
   */
  SmallObjects(List<Options> targets) {
    this.targets = List.copyOf(targets);
    this.options = targets.getFirst();
    this.body = new byte[Math.toIntExact(options.bytes())];
    new Random(options.bytes()).nextBytes(body);
  }

  void run() throws IOException, GeneralSecurityException, InterruptedException {
    if (options.work() != Options.Work.PUT) {
      fill();
    }
    measure(options.warmupSeconds());
    var from = System.nanoTime();
    var histogram = measure(options.seconds());
    var seconds = (System.nanoTime() - from) / 1e9;
    System.out.printf(
        "%s %d B, %d connections: %.0f/s %.1f MB/s, ms: median %.3f p99 %.3f p99.9 %.3f max %.3f"
            + " (%d)%n",
        options.work(),
        options.bytes(),
        options.connections(),
        histogram.getTotalCount() / seconds,
        histogram.getTotalCount() * (double) options.bytes() / seconds / 1e6,
        histogram.getValueAtPercentile(50) / 1e6,
        histogram.getValueAtPercentile(99) / 1e6,
        histogram.getValueAtPercentile(99.9) / 1e6,
        histogram.getMaxValue() / 1e6,
        histogram.getTotalCount());
  }

  /** PUTs what is read. */
  void fill() throws IOException, GeneralSecurityException {
    try (var client = new Client(options)) {
      for (int i = 0; i < options.keys(); i++) {
        client.call("PUT", key(i), "", body);
      }
    }
  }

  private String key(int i) {
    return "bench/" + options.bytes() + "/" + i;
  }

  /** Latencies in ns. */
  Histogram measure(int seconds) throws InterruptedException {
    var until = System.nanoTime() + seconds * 1_000_000_000L;
    var total = new Histogram(60_000_000_000L, 3);
    var threads = new ArrayList<Thread>();
    for (int c = 0; c < options.connections(); c++) {
      var target = targets.get(c % targets.size());
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      var own = loop(target, until);
                      synchronized (total) {
                        total.add(own);
                      }
                    } catch (Exception failed) {
                      failure.set(failed);
                    }
                  }));
    }
    for (var thread : threads) {
      thread.join();
    }
    var failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a request failed", failed);
    }
    return total;
  }

  private Histogram loop(Options target, long until) throws IOException, GeneralSecurityException {
    var histogram = new Histogram(60_000_000_000L, 3);
    try (var client = new Client(target)) {
      while (System.nanoTime() < until) {
        int i = next.getAndIncrement();
        var from = System.nanoTime();
        switch (options.work()) {
          case PUT -> client.call("PUT", key(i % (options.keys() * 100)), "", body);
          case GET -> client.call("GET", key(i % options.keys()), "", new byte[0]);
          case HEAD -> client.head(key(i % options.keys()));
          case MULTIPART, GETBIG, CEILING -> throw new IllegalStateException("not a small object");
        }
        histogram.recordValue(System.nanoTime() - from);
      }
    }
    return histogram;
  }
}
