package coffer.node.chunk;

import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Where runs of ciphertext are kept. Nothing here blocks; stages fail with {@link
 * coffer.http.error.S3Exception}: ServiceUnavailable when the disk is full or gone, SlowDown when
 * too much is waiting, InternalError when a chunk is missing.
 */
public interface RunStore {
  /** Bytes of every chunk but a run's last. */
  int CHUNK_BYTES = ChunkLayout.CHUNK_BYTES;

  /**
   * Begins a run; nothing is written before its first chunk.
   *
   * @param storedBytes the whole length, when it is known
   */
  RunWriter begin(OptionalLong storedBytes);

  /**
   * For bytes that are kept elsewhere on the same disk.
   *
   * @throws coffer.http.error.S3Exception ServiceUnavailable when there is no room for them
   */
  void requireRoom(long bytes);

  /**
   * One chunk of a run.
   *
   * @param runId as {@link RunWriter#runId} gave it
   * @return exactly the bytes that were stored; the receiver owns the array
   */
  CompletionStage<byte[]> read(String runId, int chunk);

  /** Deletes a run's chunks; does nothing when there are none. */
  CompletionStage<Void> delete(String runId);

  /** The ids of all runs that have a chunk here, whether finished or not. */
  CompletionStage<Set<String>> runs();
}
