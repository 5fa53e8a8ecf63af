package coffer.node.chunk;

import java.util.concurrent.CompletionStage;

/** A run that is being written. Calls come one after another; they are carried out in order. */
public interface RunWriter {

  /** 32 hex digits. */
  String runId();

  /**
   * Adds the next chunk. Back-pressure: callers wait for the stage before they add many more.
   *
   * @param bytes not to be changed before the stage completes, nor after it when {@link
   *     #keepsBytes}
   * @param length {@link RunStore#CHUNK_BYTES}, or less for the last
   */
  CompletionStage<Void> append(byte[] bytes, int length);

  /** Whether arrays may be in use beyond the stage of {@link #append}. */
  boolean keepsBytes();

  /** Completes when every chunk is durable. */
  CompletionStage<Void> finish();

  /** Gives up: what was written is deleted, soon. */
  void abandon();
}
