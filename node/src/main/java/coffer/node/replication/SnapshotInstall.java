package coffer.node.replication;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a group's state by its leader's, and keeps everything else off the state meanwhile: what
 * is applied waits, and goes on only with a whole state.
 */
final class SnapshotInstall implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotInstall.class);

  /** Uses the state. */
  @FunctionalInterface
  interface Use<R> {
    R run();
  }

  /** A torn state is made whole by the next attempt, or not at all. */
  private static final long TORN_MS_MAX = 60_000;

  private final String group;
  private final LogGroup of;
  private final Object lock = new Object();

  /** From the first byte that is replaced until all are. */
  private boolean torn;

  private @Nullable InputStream installing;
  private boolean using;
  private boolean closed;

  SnapshotInstall(String group, LogGroup of) {
    this.group = group;
    this.of = of;
  }

  /**
   * Uses the state once nothing replaces it.
   *
   * @throws IOException when the server stops before it is whole
   */
  <R> R exclusively(Use<R> use) throws IOException {
    await(true);
    try {
      return use.run();
    } finally {
      release();
    }
  }

  private void await(boolean whole) throws IOException {
    synchronized (lock) {
      try {
        var tornSince = System.nanoTime();
        while (!closed && (using || (whole && torn))) {
          lock.wait(TORN_MS_MAX);
          if (using) {
            tornSince = System.nanoTime();
          } else if (System.nanoTime() - tornSince > TORN_MS_MAX * 1_000_000) {
            break;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the state of " + group + " is replaced", e);
      }
      if (using || (torn && whole) || (closed && !whole)) {
        throw new IOException("the state of " + group + " was not replaced by a whole one");
      }
      using = true;
    }
  }

  private void release() {
    synchronized (lock) {
      using = false;
      lock.notifyAll();
    }
  }

  /** The state's new position; fails when there is no whole snapshot, to be asked for again. */
  CompletableFuture<LogPosition> from(String leader) {
    var done = new CompletableFuture<LogPosition>();
    Thread.ofVirtual()
        .name("snapshot-" + group)
        .start(
            () -> {
              try {
                done.complete(install(leader));
              } catch (IOException | RuntimeException e) {
                LOG.warn("no snapshot of {} from {}: {}", group, leader, e.toString());
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  private LogPosition install(String leader) throws IOException {
    try (var snapshot = of.snapshots().fetch(group, leader)) {
      await(false);
      try {
        synchronized (lock) {
          torn = true;
          installing = snapshot;
        }
        var at = of.applier().installSnapshot(snapshot);
        synchronized (lock) {
          torn = false;
          installing = null;
        }
        LOG.info("{} goes on from a snapshot at entry {}", group, at.index());
        return at;
      } finally {
        release();
      }
    }
  }

  /** Cuts an installation off, and waits for its end. */
  @Override
  public void close() throws IOException {
    InputStream cut;
    synchronized (lock) {
      closed = true;
      cut = installing;
      lock.notifyAll();
    }
    if (cut != null) {
      cut.close();
    }
    synchronized (lock) {
      try {
        while (using) {
          lock.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
