package coffer.node.chunk;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * The runs of ciphertext on this node's own disk. Nothing here blocks; stages fail with {@link
 * ChunkStoreException}. Run ids are 32 lower case hex digits; anything else is an
 * IllegalArgumentException.
 */
public interface LocalRuns {

  /**
   * Begins a run under an id made by {@link #newRunId}, here or on another node; nothing is written
   * before its first chunk.
   *
   * @param storedBytes the whole length; only runs made for an unknown one go without
   */
  RunWriter begin(String runId, OptionalLong storedBytes);

  /**
   * As {@link #begin}, for a run that may be here in part or damaged: what is written takes its
   * place, and of the larger runs nothing is visible before {@link RunWriter#finish} completes.
   */
  RunWriter replace(String runId, OptionalLong storedBytes);

  /**
   * A new id.
   *
   * @param storedBytes the whole length, when it is known; it decides how the run is kept
   */
  String newRunId(OptionalLong storedBytes);

  /**
   * One chunk of a run.
   *
   * @return exactly the bytes that were stored, unless the disk has changed them; the receiver owns
   *     the array
   */
  CompletionStage<byte[]> read(String runId, int chunk);

  /** As {@link #read}; a short chunk may be read before this returns. */
  CompletionStage<byte[]> read(String runId, int chunk, ReadTarget into);

  /** As {@link #read}; fails with DAMAGED when the disk has changed the bytes. */
  CompletionStage<byte[]> readVerified(String runId, int chunk);

  /** How many chunks each run has: 0 when it is not here, or not whole. */
  CompletionStage<int[]> held(List<String> runIds);

  /** Deletes the runs; does nothing for those that are not here. */
  CompletionStage<Void> delete(List<String> runIds);

  /** All runs that have a chunk here, with what {@link #held} says of them. */
  CompletionStage<Map<String, Integer>> runs();

  /** Whether the run is being written here. */
  boolean isOpen(String runId);

  /** Fails with FULL when there is no room for so many bytes on the disk. */
  void requireRoom(long bytes);

  /** When the id was made, by the clock of the node that made it, in ms since 1970. */
  static long millisOf(String runId) {
    return RunId.parse(runId).millis();
  }
}
