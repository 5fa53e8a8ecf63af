package coffer.node.replication;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

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

  /**
   * Writes everything applied, as of one moment and with its position, for a replica that lacks it.
   * Blocks; {@link #apply} goes on meanwhile.
   */
  void writeSnapshot(OutputStream to) throws IOException;

  /**
   * Replaces everything by a snapshot, which is whole and durable when this returns. After a crash
   * in the middle {@link #durable} is {@link LogPosition#NONE}. Never called while {@link #apply}
   * is.
   *
   * @return the snapshot's position
   * @throws IOException when the snapshot is cut off or damaged
   */
  LogPosition installSnapshot(InputStream from) throws IOException;
}
