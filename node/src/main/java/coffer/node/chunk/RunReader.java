package coffer.node.chunk;

import java.util.concurrent.CompletionStage;

/** The copies of one run, the one to prefer first. Safe for use by several threads. */
public interface RunReader {

  /** At least 1. */
  int copies();

  /**
   * One chunk of one copy. Fails with ServiceUnavailable when the copy cannot be reached, and with
   * InternalError when it lacks the chunk.
   *
   * @param copy from 0, below {@link #copies}
   * @return exactly the bytes that were stored, which the reader has to prove; the receiver owns
   *     the array
   */
  CompletionStage<byte[]> read(int chunk, int copy, ReadTarget into);

  /** Bytes of that copy did not open: it is repaired once another proves to be good. */
  void damaged(int copy);

  /** Bytes of that copy opened. */
  void proved(int copy);
}
