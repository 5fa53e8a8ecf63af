package coffer.node.chunk;

import coffer.node.placement.Scope;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * Where runs of ciphertext are kept: on this node, or several. Nothing here blocks; stages fail
 * with {@link coffer.http.error.S3Exception}: ServiceUnavailable when disks are full or nodes gone,
 * SlowDown when too much is waiting, InternalError when a chunk is missing everywhere.
 */
public interface RunStore {
  /** Bytes of every chunk but a run's last. */
  int CHUNK_BYTES = ChunkLayout.CHUNK_BYTES;

  /**
   * Begins a run; nothing is written before its first chunk.
   *
   * @param storedBytes the whole length, when it is known
   */
  RunWriter begin(Scope scope, OptionalLong storedBytes);

  /**
   * For bytes that are kept elsewhere on the same disk.
   *
   * @throws coffer.http.error.S3Exception ServiceUnavailable when there is no room for them
   */
  void requireRoom(long bytes);

  /**
   * The copies of a run. Asks nobody yet.
   *
   * @param runId as {@link RunWriter#runId} gave it
   */
  RunReader open(Scope scope, String runId);

  /** Deletes the runs' chunks, on every node that can be reached now. */
  CompletionStage<Void> delete(Scope scope, List<String> runIds);
}
