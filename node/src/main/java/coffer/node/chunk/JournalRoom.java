package coffer.node.chunk;

import coffer.node.chunk.ChunkStoreException.Kind;
import coffer.node.journal.Journal;
import java.util.concurrent.TimeUnit;

/** Makes writers wait while too many full files of the journal wait to be moved to tables. */
final class JournalRoom {
  private static final int FULL_FILES_MAX = 4;
  private static final long WAIT_MAX_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Journal journal;

  JournalRoom(Journal journal) {
    this.journal = journal;
  }

  /**
   * Returns when there is room.
   *
   * @throws ChunkStoreException {@link Kind#BUSY} after ten seconds, {@link Kind#CLOSED} when
   *     interrupted
   */
  void await() {
    if (isThere()) {
      return;
    }
    var since = System.nanoTime();
    synchronized (this) {
      while (!isThere()) {
        var left = WAIT_MAX_NANOS - (System.nanoTime() - since);
        if (left <= 0) {
          throw new ChunkStoreException(Kind.BUSY, "too many chunks wait to be moved to tables");
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(this, left);
        } catch (InterruptedException stopping) {
          Thread.currentThread().interrupt();
          throw new ChunkStoreException(Kind.CLOSED, "interrupted");
        }
      }
    }
  }

  private boolean isThere() {
    return journal.full().size() <= FULL_FILES_MAX;
  }

  /** A file was moved. */
  synchronized void made() {
    notifyAll();
  }
}
