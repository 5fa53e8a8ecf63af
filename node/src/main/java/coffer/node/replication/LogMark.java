package coffer.node.replication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
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
 * <p>Two slots of 512 bytes, written in turn so that a torn write leaves the other: {@code version
 * (u8, 1) | zero (7) | count (u64) | term (u64) | index (u64) | CRC32C of these 32 bytes (u32)},
 * big-endian. The valid slot with the higher count holds.
 */
final class LogMark implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogMark.class);
  private static final int SLOT_BYTES = 512;
  private static final int CHECKED_BYTES = 32;
  private static final byte VERSION = 1;
  private static final long FORCE_PAUSE_MS = 100;

  private final FileChannel file;
  private final Thread forcing;
  private final ByteBuffer slot = ByteBuffer.allocate(CHECKED_BYTES + Integer.BYTES);
  private long count;
  private LogPosition position = LogPosition.NONE;
  private boolean unforced;
  private boolean closed;

  private LogMark(Path path, FileChannel file) {
    this.file = file;
    forcing = Thread.ofVirtual().name("mark-" + path.getFileName()).unstarted(this::forceAgain);
  }

  /**
   * Opens the mark, or makes it before the first entry.
   *
   * @throws DamagedLogException when neither slot can be read
   */
  static LogMark open(Path path) throws IOException {
    var fresh = Files.notExists(path);
    var mark =
        new LogMark(
            path,
            FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    try {
      var first = mark.load(0);
      var second = mark.load(1);
      if (!first && !second) {
        if (!fresh && mark.file.size() > SLOT_BYTES) {
          throw new DamagedLogException("both slots of " + path + " are damaged");
        }
        mark.store();
        mark.store();
        mark.file.force(true);
      }
    } catch (IOException | RuntimeException failed) {
      mark.file.close();
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

  private boolean load(int index) throws IOException {
    slot.clear();
    if (file.read(slot, (long) index * SLOT_BYTES) < slot.capacity()
        || slot.get(0) != VERSION
        || slot.getInt(CHECKED_BYTES) != checksum()) {
      return false;
    }
    if (slot.getLong(8) >= count) {
      count = slot.getLong(8);
      position = new LogPosition(slot.getLong(16), slot.getLong(24));
    }
    return true;
  }

  private void store() throws IOException {
    var next = count + 1;
    slot.clear();
    slot.putLong((long) VERSION << 56).putLong(next);
    slot.putLong(position.term()).putLong(position.index());
    slot.putInt(checksum()).flip();
    var start = (next & 1) * SLOT_BYTES;
    while (slot.hasRemaining()) {
      file.write(slot, start + slot.position());
    }
    count = next;
  }

  private int checksum() {
    var crc = new CRC32C();
    crc.update(slot.array(), 0, CHECKED_BYTES);
    return (int) crc.getValue();
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
