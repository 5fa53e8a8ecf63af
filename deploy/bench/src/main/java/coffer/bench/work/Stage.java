package coffer.bench.work;

import coffer.bench.wire.Body;
import coffer.bench.wire.Client;
import coffer.bench.wire.Target;
import java.io.IOException;
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

  /** Makes the bucket; that it is there already is fine. */
  public void createBucket() throws IOException {
    try (var client = client(0)) {
      client.createBucket();
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

  /** Puts the objects that are read; only those that this process has not put yet. */
  void fill(long bytes, long count, int partBytes) throws IOException, InterruptedException {
    var next = new AtomicLong(filled.getOrDefault(bytes, 0L));
    long missing = count - next.get();
    if (missing <= 0) {
      return;
    }
    var body = body(bytes);
    Threads.each(
        (int) Math.min(missing, FILLERS),
        number -> {
          try (var client = client(number)) {
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
    filled.put(bytes, count);
  }
}
