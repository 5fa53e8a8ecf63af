package coffer.node.chunk;

/**
 * The words of the calls about chunks that nodes make to each other; docs/FORMATS.md lists them.
 */
final class ChunkPaths {
  static final String PREFIX = "chunks/";
  static final String WRITE = "write";
  static final String FINISH = "finish";
  static final String ABANDON = "abandon";
  static final String READ = "read";
  static final String DELETE = "delete";
  static final String HELD = "held";
  static final String VERIFY = "verify";

  /** Options behind the {@code ?}, joined by {@code &}. */
  static final String BYTES = "bytes=";

  static final String LAST = "last";
  static final String CHECKED = "checked";
  static final String FROM = "from=";

  /** How many runs a call of {@link #DELETE} or {@link #HELD} may name. */
  static final int RUNS_MAX = 4096;

  static final int FULL_OR_CLOSED = 503;
  static final int BUSY = 429;
  static final int MISSING = 404;
  static final int DAMAGED = 410;
  static final int OUT_OF_ORDER = 409;
  static final int MALFORMED = 400;

  private ChunkPaths() {}
}
