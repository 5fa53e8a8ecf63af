package coffer.node.replication;

import coffer.node.mark.TwoSlotFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last entry of a log that was acknowledged, in a file beside the log. The library takes a
 * damaged length in its last segment for an entry that was never finished, and drops it and all
 * behind it; a log that ends before this mark has lost acknowledged entries.
 *
 * <p>Written with each acknowledgement and forced a tenth of a second later: an entry costs one
 * fsync, its own. A killed process thus loses nothing of the mark, and a power cut its last moment,
 * in which the log alone vouches for itself.
 *
 * <p>A {@link TwoSlotFile} of two numbers, the entry's term and index.
 */
final class LogMark implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogMark.class);
  private static final long FORCE_PAUSE_MS = 100;

  private final TwoSlotFile file;
  private final Thread forcing;
  private LogPosition position;
  private boolean unforced;
  private boolean closed;

  private LogMark(Path path, TwoSlotFile file) {
    this.file = file;
    position = file.found() ? new LogPosition(file.number(0), file.number(1)) : LogPosition.NONE;
    forcing = Thread.ofVirtual().name("mark-" + path.getFileName()).unstarted(this::forceAgain);
  }

  /**
   * Opens the mark, or makes it before the first entry.
   *
   * @throws DamagedLogException when neither slot can be read
   */
  static LogMark open(Path path) throws IOException {
    var fresh = Files.notExists(path);
    var file = TwoSlotFile.open(path, 2);
    var mark = new LogMark(path, file);
    try {
      if (!file.found()) {
        if (!fresh && file.size() > TwoSlotFile.SLOT_BYTES) {
          throw new DamagedLogException("both slots of " + path + " are damaged");
        }
        mark.store();
        mark.store();
        file.force(true);
      }
    } catch (IOException | RuntimeException failed) {
      file.close();
      throw failed;
    }
    mark.forcing.start();
    return mark;
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
    if (!unforced) {
      unforced = true;
      notifyAll();
    }
  }

  private void store() throws IOException {
    file.write(position.term(), position.index());
  }

  private void forceAgain() {
    try {
      while (awaitUnforced()) {
        Thread.sleep(FORCE_PAUSE_MS);
        synchronized (this) {
          unforced = false;
        }
        file.force(false);
      }
    } catch (InterruptedException | ClosedChannelException stopped) {
      // Closing forces once more.
    } catch (IOException failed) {
      LOG.error("the mark of a log can no longer be forced", failed);
    }
  }

  private synchronized boolean awaitUnforced() throws InterruptedException {
    while (!unforced && !closed) {
      wait();
    }
    return !closed;
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      notifyAll();
    }
    file.force(false);
    file.close();
  }
}
