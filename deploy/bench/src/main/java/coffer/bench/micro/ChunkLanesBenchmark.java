package coffer.bench.micro;

import coffer.node.chunk.Disk;
import coffer.node.chunk.RunStore;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A node's disk without HTTP and cipher: a run is written and flushed, or its first chunk read. Up
 * to 1 MiB runs are gathered, from 8 MiB on they have tables of their own. In runs, or chunks, a
 * second; one at a time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // set by JMH's @Setup
public class ChunkLanesBenchmark {
  /** What may lie on the disk at a time. */
  private static final long KEPT_BYTES = 1L << 30;

  @Param({"65536", "1048576", "16777216"})
  public int runBytes;

  private final Deque<String> kept = new ArrayDeque<>();
  private final byte[] chunk = new byte[RunStore.CHUNK_BYTES];
  private NodeParts parts;
  private Disk disk;

  /** Opens an empty disk and writes one run. */
  @Setup
  public void setUp() {
    new SplittableRandom(1).nextBytes(chunk);
    parts = new NodeParts();
    disk = Disk.open(parts.folder().resolve("chunks"), Clock.systemUTC(), parts.system());
    write();
  }

  @TearDown
  public void tearDown() {
    disk.close();
    parts.close();
  }

  /** The run, and at times the oldest one's deletion. */
  @Benchmark
  public void write() {
    var length = OptionalLong.of(runBytes);
    var run = disk.begin(disk.newRunId(length), length);
    List<CompletableFuture<?>> steps = new ArrayList<>();
    for (int at = 0; at < runBytes; at += chunk.length) {
      steps.add(run.append(chunk, Math.min(chunk.length, runBytes - at)).toCompletableFuture());
    }
    steps.forEach(CompletableFuture::join);
    run.finish().toCompletableFuture().join();
    kept.add(run.runId());
    if (kept.size() > Math.max(1, KEPT_BYTES / runBytes)) {
      disk.delete(List.of(kept.removeFirst())).toCompletableFuture().join();
    }
  }

  @Benchmark
  public byte[] read() {
    return disk.read(kept.getLast(), 0).toCompletableFuture().join();
  }
}
