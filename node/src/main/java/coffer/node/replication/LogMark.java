package coffer.node.replication;

import coffer.node.mark.LateForce;
import coffer.node.mark.TwoSlotFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The last entry of a log that was acknowledged, in a file beside the log. The library takes a
 * damaged length in its last segment for an entry that was never finished, and drops it and all
 * behind it; a log that ends before this mark has lost acknowledged entries.
 *
 * <p>Written with each acknowledgement and forced a {@link LateForce} later: an entry costs one
 * fsync, its own. A killed process thus loses nothing of the mark, and a power cut its last moment,
 * in which the log alone vouches for itself.
 *
 * <p>A {@link TwoSlotFile} of two numbers, the entry's term and index.
 */
final class LogMark implements AutoCloseable {
  private final TwoSlotFile file;
  private final LateForce force;
  private LogPosition position;
  private boolean closed;

  private LogMark(Path path, TwoSlotFile file) {
    this.file = file;
    position = new LogPosition(file.number(0), file.number(1));
    force = LateForce.of(path.toString(), file);
  }

  /**
   * Opens the mark, or makes it before the first entry.
   *
   * @throws DamagedLogException when neither slot can be read
   */
  static LogMark open(Path path) throws IOException {
    var fresh = Files.notExists(path);
    var file = TwoSlotFile.open(path, 2);
    try {
      if (!file.found() && !fresh && file.size() > TwoSlotFile.SLOT_BYTES) {
        throw new DamagedLogException("both slots of " + path + " are damaged");
      }
      file.fill();
      return new LogMark(path, file);
    } catch (IOException | RuntimeException failed) {
      file.close();
      throw failed;
    }
  }

  synchronized LogPosition position() {
    return position;
  }

  /** Raises the mark; entries are acknowledged in order. */
  synchronized void acknowledged(LogPosition at) {
    if (closed || at.index() <= position.index()) {
      return;
    }
    position = at;
    try {
      store();
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot mark what was acknowledged", failed);
    }
    force.due();
  }

  private void store() throws IOException {
    file.write(position.term(), position.index());
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
    }
    force.close();
    file.close();
  }
}
