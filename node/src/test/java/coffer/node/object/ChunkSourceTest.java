package coffer.node.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.node.chunk.ReadTarget;
import coffer.node.chunk.RunReader;
import coffer.node.chunk.RunStore;
import coffer.node.index.record.Samples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reading ahead, and letting go of it. */
final class ChunkSourceTest {
  private static final int CHUNKS = 5;

  private static ActorSystem system;

  private final StoredBuffers buffers = new StoredBuffers(CHUNKS * (long) RunStore.CHUNK_BYTES);
  private final HeldRun run = new HeldRun();

  @BeforeAll
  static void start() {
    system = ActorSystem.create("chunk-source-test");
  }

  @AfterAll
  static void terminate() {
    system.terminate();
  }

  /** A run whose chunks come when the test says so, each filled with its number. */
  private static final class HeldRun implements RunReader {
    private final List<CompletableFuture<byte[]>> reads = new ArrayList<>();
    private final List<byte[]> arrays = new ArrayList<>();

    @Override
    public int copies() {
      return 1;
    }

    @Override
    public synchronized CompletionStage<byte[]> read(int chunk, int copy, ReadTarget into) {
      var array = into.array().get();
      array[0] = (byte) chunk;
      arrays.add(array);
      reads.add(new CompletableFuture<>());
      notifyAll();
      return reads.getLast();
    }

    /** Waits until it was asked for. */
    synchronized CompletableFuture<byte[]> asked(int read) throws InterruptedException {
      while (reads.size() <= read) {
        wait(10_000);
      }
      return reads.get(read);
    }

    synchronized int count() {
      return reads.size();
    }

    synchronized byte[] array(int read) {
      return arrays.get(read);
    }

    void give(int read) throws InterruptedException {
      asked(read).complete(array(read));
    }

    @Override
    public void damaged(int copy) {
      throw new AssertionError("nothing here is damaged");
    }

    @Override
    public void proved(int copy) {}
  }

  private Source<Integer, ?> source() {
    var copies =
        new CopiesOfRun(
            Samples.extent(1, 1, 5_000_000, Samples.run(1)),
            run,
            CHUNKS * (long) RunStore.CHUNK_BYTES,
            buffers,
            (stored, chunk) -> ByteString.fromArray(new byte[] {stored[0], (byte) chunk}));
    return Source.fromGraph(new ChunkSource(copies, 0, CHUNKS - 1, 2))
        .map(plain -> plain.apply(0) * 10 + plain.apply(1));
  }

  @Test
  void chunksComeInOrderTwoReadAtATime() throws Exception {
    var all = source().runWith(Sink.seq(), system).toCompletableFuture();
    run.asked(1);
    assertEquals(2, run.count());
    run.give(1);
    run.give(0);
    for (int read = 2; read < CHUNKS; read++) {
      run.give(read);
    }
    assertEquals(List.of(0, 11, 22, 33, 44), all.get(10, TimeUnit.SECONDS));
  }

  @Test
  void whatIsReadForAStreamThatHasEndedIsLetGoOf() throws Exception {
    var first = source().runWith(Sink.head(), system).toCompletableFuture();
    run.give(0);
    assertEquals(0, first.get(10, TimeUnit.SECONDS));
    run.give(1);
    run.give(2);
    var again = Collections.newSetFromMap(new IdentityHashMap<byte[], Boolean>());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!again.containsAll(run.arrays) && System.nanoTime() < deadline) {
      again.add(buffers.take(RunStore.CHUNK_BYTES));
    }
    assertTrue(again.containsAll(run.arrays));
    assertEquals(3, run.count());
  }

  @Test
  void aReadThatFailsFailsTheStream() throws Exception {
    var all = source().runWith(Sink.seq(), system).toCompletableFuture();
    run.asked(0).completeExceptionally(new S3Exception(S3Error.ServiceUnavailable));
    var failed = assertThrows(ExecutionException.class, () -> all.get(10, TimeUnit.SECONDS));
    var cause = assertInstanceOf(S3Exception.class, failed.getCause());
    assertEquals(S3Error.ServiceUnavailable, cause.error());
  }
}
