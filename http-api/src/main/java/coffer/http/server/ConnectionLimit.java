package coffer.http.server;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many connections are served at a time, so that clients which stall fill neither the heap nor
 * direct memory. A JVM that has none left ends.
 */
public final class ConnectionLimit {
  static final int CONNECTIONS_MAX = 4_096;

  /**
   * What a connection may need of the heap: two reads of {@code
   * pekko.io.tcp.max-received-message-size}, a head, some parsed requests and its stages.
   */
  private static final int HEAP_BYTES = 512 * 1024;

  private ConnectionLimit() {}

  /**
   * Computes the limit; half of direct memory is left to others.
   *
   * @param heapBytes at most
   * @param directBytes at most
   * @param writeBytes of direct memory that a client holds which does not read: {@code
   *     pekko.io.tcp.direct-buffer-size}
   */
  public static int of(long heapBytes, long directBytes, long writeBytes) {
    long byHeap = heapBytes / HEAP_BYTES;
    long byDirect = directBytes / 2 / writeBytes;
    return Math.clamp(Math.min(byHeap, byDirect), 1, CONNECTIONS_MAX);
  }

  /** That of this JVM. */
  static int ofThisProcess(long writeBytes) {
    return of(Runtime.getRuntime().maxMemory(), directBytes(), writeBytes);
  }

  /** {@code -XX:MaxDirectMemorySize}; as much as the heap where that is not given. */
  private static long directBytes() {
    var options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long given = Long.parseLong(options.getVMOption("MaxDirectMemorySize").getValue());
    return given > 0 ? given : Runtime.getRuntime().maxMemory();
  }
}
