package coffer.bench.work;

import coffer.bench.wire.Body;
import coffer.bench.wire.Client;
import coffer.bench.wire.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocketFactory;

/**
 * One target, with what is known to be in it: objects are put there before they are read, once for
 * all the work that reads them.
 */
public final class Stage {
  private static final String PREFIX = "bench/";
  private static final int FILLERS = 16;
  private static final long SINGLE_PUT_BYTES_MAX = 64L << 20;

  private final Target target;
  private final SSLSocketFactory tls;
  private final Map<Long, Body> bodies = new ConcurrentHashMap<>();
  private final Map<Long, Long> filled = new ConcurrentHashMap<>();

  /**
   * @param target whose bucket is made if it does not exist
   */
  public Stage(Target target, SSLSocketFactory tls) {
    this.target = target;
    this.tls = tls;
  }

  /** Makes the bucket, or all of them; that they are there already is fine. */
  public void createBuckets() throws IOException {
    for (var endpoints : target.endpointsByBucket()) {
      try (var client = client(endpoints.getFirst())) {
        client.createBucket();
      }
    }
  }

  public Target target() {
    return target;
  }

  Client client(int number) {
    return new Client(target, number, tls);
  }

  /** Content of every object of that size: one instance, whose digests are known. */
  Body body(long bytes) {
    return bodies.computeIfAbsent(bytes, Body::ofLength);
  }

  /** Where objects lie that are read. */
  String readPrefix(long bytes) {
    return PREFIX + "read/" + bytes + "/";
  }

  /** Where the objects of one kind of work lie. */
  String prefix(Work work, long bytes) {
    return PREFIX + work.word() + "/" + bytes + "/";
  }

  /** Puts the objects that are read into each bucket; only those that are not there yet. */
  void fill(long bytes, long count, int partBytes) throws IOException, InterruptedException {
    long there = filled.getOrDefault(bytes, 0L);
    if (there < count) {
      for (var endpoints : target.endpointsByBucket()) {
        fill(endpoints, bytes, there, count, partBytes);
      }
      filled.put(bytes, count);
    }
  }

  private void fill(List<Integer> endpoints, long bytes, long from, long count, int partBytes)
      throws IOException, InterruptedException {
    var next = new AtomicLong(from);
    var body = body(bytes);
    Threads.each(
        (int) Math.min(count - from, FILLERS),
        number -> {
          try (var client = client(endpoints.get(number % endpoints.size()))) {
            for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
              var key = readPrefix(bytes) + i;
              if (bytes > SINGLE_PUT_BYTES_MAX) {
                client.putInParts(key, body, partBytes);
              } else {
                client.put(key, body);
              }
            }
          }
        });
  }
}
