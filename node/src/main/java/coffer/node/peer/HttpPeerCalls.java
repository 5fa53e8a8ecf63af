package coffer.node.peer;

import coffer.kms.stage.Deadlines;
import coffer.node.tls.NodeTls;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Calls over pooled connections, each call on a virtual thread of its own. Whether a call was sent
 * is known exactly, nothing is sent twice, and a connection whose call timed out is cut, so that a
 * node that hangs holds nobody up.
 *
 * <p>The client of Pekko HTTP tells neither whether it sent a request nor whose certificate its
 * pooled connection showed: hence sockets.
 */
public final class HttpPeerCalls implements PeerCalls, AutoCloseable {
  private static final long SWEEP_SECONDS = 10;

  private record Address(String nodeId, String host, int port) {}

  private final NodeTls tls;
  private final ConcurrentHashMap<Address, PeerPool> pools = new ConcurrentHashMap<>();
  private final ScheduledExecutorService sweeps;

  public HttpPeerCalls(NodeTls tls) {
    this.tls = tls;
    this.sweeps =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("peer-sweeps").factory());
    sweeps.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public CompletionStage<byte[]> call(Member to, String path, byte[] body, Duration timeout) {
    requirePath(path);
    if (body.length > BODY_BYTES_MAX) {
      throw new IllegalArgumentException("a body of " + body.length + " bytes is too long");
    }
    var answer = new CompletableFuture<byte[]>();
    var exchange = exchange(to, false, timeout);
    Deadlines.SHARED.unless(
        answer,
        timeout.toNanos(),
        () -> exchange.expire().ifPresent(answer::completeExceptionally));
    Thread.ofVirtual()
        .name("peer-call")
        .start(
            () -> {
              try {
                answer.complete(exchange.call(path, body));
              } catch (PeerException failed) {
                answer.completeExceptionally(failed);
              }
            });
    return answer;
  }

  /**
   * {@inheritDoc}
   *
   * @throws PeerException when the answer does not begin, or is a refusal
   */
  @Override
  public InputStream open(Member to, String path, Duration timeout) {
    requirePath(path);
    var exchange = exchange(to, true, timeout);
    var begun = new CompletableFuture<Void>();
    Deadlines.SHARED.unless(begun, timeout.toNanos(), exchange::expire);
    try {
      return exchange.open(path, Math.toIntExact(timeout.toMillis()));
    } finally {
      begun.complete(null);
    }
  }

  private PeerExchange exchange(Member to, boolean stream, Duration timeout) {
    var pool = pools.computeIfAbsent(address(to), address -> new PeerPool());
    return new PeerExchange(tls, pool, to, stream, System.nanoTime() + timeout.toNanos());
  }

  @Override
  public boolean reachable(Member member) {
    var pool = pools.get(address(member));
    return pool == null || pool.reachable();
  }

  private static Address address(Member member) {
    return new Address(member.nodeId(), member.host(), member.port());
  }

  private static void requirePath(String path) {
    if (!path.startsWith("/") || !path.chars().allMatch(letter -> letter > ' ' && letter < 127)) {
      throw new IllegalArgumentException("not a path");
    }
  }

  private void sweep() {
    pools.forEach(
        (address, pool) -> {
          pool.sweep();
          if (pool.unused() && pool.reachable()) {
            pools.remove(address, pool);
            // A caller may have found it before, and not begun yet.
            pool.retire();
          }
        });
  }

  /** Cuts connections once they are idle. No call may be made any more. */
  @Override
  public void close() {
    sweeps.shutdownNow();
    pools.values().forEach(PeerPool::retire);
  }
}
