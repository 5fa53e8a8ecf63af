package coffer.node.chunk;

/** A run that is being written, by one thread at a time. Blocks. */
sealed interface OpenRun permits GatheredRun, TableRun {

  RunId id();

  /**
   * Adds the next chunk.
   *
   * @param bytes its first {@code length} bytes are taken before this returns
   * @param length {@link ChunkLayout#CHUNK_BYTES}, or less for the last
   */
  void append(byte[] bytes, int length);

  /** Makes all chunks durable; when this returns, a crash loses none. */
  void finish();

  /**
   * As {@link #finish}, unless that would have to wait for what other threads do; then it has yet
   * to be called.
   *
   * @return whether the run is finished
   */
  boolean finishIfFree();

  /** Takes back what was written. To be called instead of {@link #finish} or after it failed. */
  void abandon();
}
