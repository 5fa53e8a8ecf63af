package coffer.node.mark;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forces a file a tenth of a second after it was written to, however often that was: for marks,
 * which would otherwise cost each acknowledged write a second flush. A killed process loses nothing
 * of them, a power cut their last moment.
 */
public final class LateForce implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LateForce.class);
  private static final long PAUSE_MS = 100;

  private final TwoSlotFile file;
  private final String name;
  private volatile boolean due;
  private boolean closed;

  private LateForce(String name, TwoSlotFile file) {
    this.name = name;
    this.file = file;
  }

  /**
   * Begins to look after a file.
   *
   * @param name for the log
   * @param file whose length changes no more; not closed here
   */
  public static LateForce of(String name, TwoSlotFile file) {
    var force = new LateForce(name, file);
    Thread.ofVirtual().name("mark-" + name).start(force::run);
    return force;
  }

  /** The file was written to. */
  public void due() {
    // Who finds it due already has written before it is taken back, and so before the force.
    if (due) {
      return;
    }
    synchronized (this) {
      due = true;
      notifyAll();
    }
  }

  private void run() {
    try {
      while (awaitDue()) {
        Thread.sleep(PAUSE_MS);
        due = false;
        file.force(false);
      }
    } catch (InterruptedException | ClosedChannelException stopped) {
      // Closing forces once more.
    } catch (IOException failed) {
      LOG.error("the mark {} can no longer be forced", name, failed);
    }
  }

  private synchronized boolean awaitDue() throws InterruptedException {
    while (!due && !closed) {
      wait();
    }
    return !closed;
  }

  /** Forces the file for the last time. */
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
  }
}
