package coffer.node.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.envelope.TamperedException;
import coffer.kms.stage.StageFailure;
import coffer.node.chunk.ReadTarget;
import coffer.node.chunk.RunReader;
import coffer.node.chunk.RunStore;
import coffer.node.index.record.Extent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.util.ByteString;

/**
 * Opens the chunks of a run, each from the first copy that has it and whose bytes prove to be
 * right. The copy that served one chunk is asked first for the next.
 */
final class CopiesOfRun {
  private final Extent extent;
  private final RunReader run;
  private final Decryption decryption;
  private final long storedBytes;
  private final StoredBuffers buffers;
  private volatile int preferred;

  /** Turns stored bytes of a chunk into plaintext. */
  @FunctionalInterface
  interface Decryption {
    ByteString open(byte[] stored, int chunk) throws TamperedException;
  }

  /**
   * What a copy gave for a chunk.
   *
   * @param tried how many copies were asked for it
   * @param unreached whether one of them could not be asked
   */
  record Chunk(int number, byte[] stored, int copy, int tried, boolean unreached) {}

  /**
   * @param storedBytes the run's length
   */
  CopiesOfRun(
      Extent extent,
      RunReader run,
      long storedBytes,
      StoredBuffers buffers,
      Decryption decryption) {
    this.extent = extent;
    this.run = run;
    this.storedBytes = storedBytes;
    this.buffers = buffers;
    this.decryption = decryption;
  }

  /** The stored bytes, from the first copy that gives any. */
  CompletionStage<Chunk> read(int chunk) {
    return read(chunk, preferred, 1, false);
  }

  private CompletionStage<Chunk> read(int chunk, int copy, int tried, boolean unreached) {
    int length = length(chunk);
    return run.read(chunk, copy, new ReadTarget(length, () -> buffers.take(length)))
        .thenApply(stored -> new Chunk(chunk, stored, copy, tried, unreached))
        .exceptionallyCompose(
            failed -> {
              var cause = StageFailure.cause(failed);
              boolean busy =
                  cause instanceof S3Exception told && told.error() != S3Error.InternalError;
              if (tried < run.copies()) {
                return read(chunk, next(copy), tried + 1, unreached || busy);
              }
              return CompletableFuture.failedFuture(
                  unreached && !busy ? new S3Exception(S3Error.ServiceUnavailable) : cause);
            });
  }

  /** The plaintext; of other copies, when the bytes at hand are not what was stored. */
  CompletionStage<ByteString> open(Chunk chunk) {
    ByteString plain;
    try {
      plain = decryption.open(chunk.stored, chunk.number);
    } catch (TamperedException tampered) {
      run.damaged(chunk.copy);
      if (chunk.tried < run.copies()) {
        return read(chunk.number, next(chunk.copy), chunk.tried + 1, chunk.unreached)
            .thenCompose(this::open);
      }
      return CompletableFuture.failedFuture(
          chunk.unreached
              ? new S3Exception(S3Error.ServiceUnavailable)
              : StreamReader.damaged(extent, tampered));
    }
    buffers.give(chunk.stored);
    if (preferred != chunk.copy) {
      preferred = chunk.copy;
    }
    run.proved(chunk.copy);
    return CompletableFuture.completedFuture(plain);
  }

  /** Takes back what is not to be opened. */
  void unused(Chunk chunk) {
    buffers.give(chunk.stored);
  }

  private int length(int chunk) {
    long left = storedBytes - (long) chunk * RunStore.CHUNK_BYTES;
    return Math.clamp(left, 0, RunStore.CHUNK_BYTES);
  }

  private int next(int copy) {
    return (copy + 1) % run.copies();
  }
}
