package coffer.node.replication;

/**
 * The state that a log's entries are applied to, in log order and by one thread. The log is the
 * state's write-ahead log: what is lost in a crash is applied again, from {@link #durable} on.
 */
public interface LogApplier {

  /** The last entry whose effect survives a crash. */
  LogPosition durable();

  /** The last entry applied. */
  LogPosition applied();

  /**
   * Applies an entry and remembers {@code at}, both or neither; never called for an entry at or
   * before {@link #applied}. Readable by everyone when it returns.
   *
   * @throws java.io.UncheckedIOException when it cannot be stored; nothing is applied after that
   */
  void apply(LogPosition at, byte[] entry);

  /**
   * Makes everything applied so far durable, so that the log before it may be dropped.
   *
   * @return the new {@link #durable} position
   */
  LogPosition persist();
}
