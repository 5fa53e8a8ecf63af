package coffer.node.chunk;

import coffer.kms.stage.StageFailure;
import coffer.node.peer.Member;
import coffer.node.peer.PeerCalls;
import coffer.node.peer.PeerException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Calls about chunks to other nodes, and how these have done lately. Stages fail with {@link
 * PeerException}.
 */
public final class ChunkCalls {
  /** Long: a copy that is not needed holds nobody up, and one that is has no substitute. */
  static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

  static final Duration FINISH_TIMEOUT = Duration.ofSeconds(10);
  static final Duration READ_TIMEOUT = Duration.ofMillis(1500);
  private static final Duration LIST_TIMEOUT = Duration.ofSeconds(10);
  private static final long SLOW_NANOS = Duration.ofSeconds(3).toNanos();
  private static final byte[] NO_BYTES = {};

  private final PeerCalls calls;
  private final LongSupplier nanoTime;
  private final long bytesUnansweredMax;
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();

  /** What is known of a node. */
  private static final class Peer {
    private final AtomicLong unanswered = new AtomicLong();
    private volatile long slowUntil;
    private volatile boolean slow;
  }

  /**
   * @param nanoTime a monotonic clock
   * @param bytesUnansweredMax a node that has more chunk bytes to answer for gets no new runs
   */
  public ChunkCalls(PeerCalls calls, LongSupplier nanoTime, long bytesUnansweredMax) {
    this.calls = calls;
    this.nanoTime = nanoTime;
    this.bytesUnansweredMax = bytesUnansweredMax;
  }

  /** With the process's clock; an eighth of the heap may wait for each node. */
  public static ChunkCalls over(PeerCalls calls) {
    return new ChunkCalls(calls, System::nanoTime, Runtime.getRuntime().maxMemory() / 8);
  }

  /**
   * False when others are to be asked first: the node was not reached, has not answered in time
   * lately, or has much to answer.
   */
  public boolean usable(Member member) {
    var peer = peer(member);
    return calls.reachable(member)
        && !(peer.slow && nanoTime.getAsLong() - peer.slowUntil < 0)
        && peer.unanswered.get() <= bytesUnansweredMax;
  }

  /**
   * Sends a chunk.
   *
   * @param storedBytes the run's length, if known
   * @param last whether to finish the run behind it
   */
  CompletionStage<Void> write(
      Member to,
      String runId,
      int chunk,
      byte[] bytes,
      int length,
      OptionalLong storedBytes,
      boolean last) {
    var options = new ArrayList<String>();
    if (chunk == 0 && storedBytes.isPresent()) {
      options.add(ChunkPaths.BYTES + storedBytes.getAsLong());
    }
    if (last) {
      options.add(ChunkPaths.LAST);
    }
    var path = path(ChunkPaths.WRITE, runId, String.valueOf(chunk)) + query(options);
    var body = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    return done(call(to, path, body, last && chunk > 0 ? FINISH_TIMEOUT : WRITE_TIMEOUT));
  }

  /** Makes the run durable, which has so many chunks. */
  CompletionStage<Void> finish(Member to, String runId, int chunks) {
    var path = path(ChunkPaths.FINISH, runId, String.valueOf(chunks));
    return done(call(to, path, NO_BYTES, FINISH_TIMEOUT));
  }

  CompletionStage<Void> abandon(Member to, String runId) {
    return done(call(to, path(ChunkPaths.ABANDON, runId), NO_BYTES, WRITE_TIMEOUT));
  }

  /** One chunk. */
  CompletionStage<byte[]> read(Member from, String runId, int chunk) {
    var path = path(ChunkPaths.READ, runId, String.valueOf(chunk));
    return call(from, path, NO_BYTES, READ_TIMEOUT);
  }

  /** One chunk that the node's disk has not changed; fails with status 410 when it has. */
  public CompletionStage<byte[]> readChecked(Member from, String runId, int chunk) {
    var path = path(ChunkPaths.READ, runId, String.valueOf(chunk));
    return call(from, path + query(List.of(ChunkPaths.CHECKED)), NO_BYTES, LIST_TIMEOUT);
  }

  CompletionStage<Void> delete(Member to, List<String> runIds) {
    CompletionStage<Void> all = CompletableFuture.completedFuture(null);
    for (int from = 0; from < runIds.size(); from += ChunkPaths.RUNS_MAX) {
      var body = ids(runIds.subList(from, Math.min(runIds.size(), from + ChunkPaths.RUNS_MAX)));
      all = all.thenCompose(nothing -> done(call(to, path(ChunkPaths.DELETE), body, LIST_TIMEOUT)));
    }
    return all;
  }

  /**
   * As {@link LocalRuns#held}.
   *
   * @param runIds at most 4096
   */
  public CompletionStage<int[]> held(Member from, List<String> runIds) {
    return call(from, path(ChunkPaths.HELD), ids(runIds), LIST_TIMEOUT)
        .thenApply(
            answer -> {
              if (answer.length != runIds.size() * Integer.BYTES) {
                throw new PeerException(PeerException.Kind.UNKNOWN, 0, "an answer of wrong length");
              }
              var held = new int[runIds.size()];
              ByteBuffer.wrap(answer).asIntBuffer().get(held);
              return held;
            });
  }

  /** Asks a node to replace its copy by that of another, which has proved to be good. */
  CompletionStage<Void> verify(Member at, String runId, String goodNodeId) {
    var path = path(ChunkPaths.VERIFY, runId) + query(List.of(ChunkPaths.FROM + goodNodeId));
    return done(call(at, path, NO_BYTES, WRITE_TIMEOUT));
  }

  private CompletionStage<byte[]> call(Member to, String path, byte[] body, Duration timeout) {
    var peer = peer(to);
    peer.unanswered.addAndGet(body.length);
    return attempt(() -> calls.call(to, path, body, timeout))
        .whenComplete(
            (answer, failed) -> {
              peer.unanswered.addAndGet(-body.length);
              if (failed == null) {
                peer.slow = false;
              } else if (StageFailure.cause(failed) instanceof PeerException told
                  && told.kind() == PeerException.Kind.UNKNOWN) {
                peer.slowUntil = nanoTime.getAsLong() + SLOW_NANOS;
                peer.slow = true;
              }
            });
  }

  private static CompletionStage<byte[]> attempt(Supplier<CompletionStage<byte[]>> call) {
    try {
      return call.get();
    } catch (RuntimeException failed) {
      return CompletableFuture.failedFuture(failed);
    }
  }

  private Peer peer(Member member) {
    return peers.computeIfAbsent(member.nodeId(), id -> new Peer());
  }

  private static CompletionStage<Void> done(CompletionStage<byte[]> call) {
    return call.thenAccept(answer -> {});
  }

  private static String path(String... parts) {
    return "/" + ChunkPaths.PREFIX + String.join("/", parts);
  }

  private static String query(List<String> options) {
    return options.isEmpty() ? "" : "?" + String.join("&", options);
  }

  private static byte[] ids(List<String> runIds) {
    var ids = ByteBuffer.allocate(runIds.size() * RunId.BYTES);
    runIds.forEach(id -> ids.put(RunId.parse(id).bytes()));
    return ids.array();
  }
}
