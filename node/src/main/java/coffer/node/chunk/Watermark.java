package coffer.node.chunk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The last write that was acknowledged as durable, in a file of its own. RocksDB's point-in-time
 * recovery drops everything behind a damaged log record without a word; a recovered sequence number
 * below this mark shows that acknowledged writes are gone.
 *
 * <p>Two slots of 512 bytes, written in turn so that a torn write leaves the other: {@code version
 * (u8, 1) | zero (7) | count (u64) | sequence number (u64) | CRC32C of these 24 bytes (u32)}, big-
 * endian. The valid slot with the higher count holds.
 */
final class Watermark implements AutoCloseable {
  private static final int SLOT_BYTES = 512;
  private static final int CHECKED_BYTES = 24;
  private static final byte VERSION = 1;

  private final FileChannel file;
  private final ByteBuffer slot = ByteBuffer.allocate(CHECKED_BYTES + Integer.BYTES);
  private long count;
  private volatile long sequence;

  private Watermark(FileChannel file) {
    this.file = file;
  }

  /** Opens the file, or makes it with a mark of 0. */
  static Watermark open(Path path) throws IOException {
    var file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      var watermark = new Watermark(file);
      var found = false;
      for (int index = 0; index < 2; index++) {
        found |= watermark.load(index);
      }
      if (!found && file.size() > 0) {
        throw new IOException("both slots of " + path.getFileName() + " are damaged");
      }
      if (!found) {
        watermark.store(0);
      }
      return watermark;
    } catch (IOException | RuntimeException failed) {
      file.close();
      throw failed;
    }
  }

  /** Every write up to this sequence number was acknowledged. */
  long sequence() {
    return sequence;
  }

  /**
   * Makes {@code durable} the mark, durably, unless it is higher already. Callers that wait for the
   * same moment share one write.
   *
   * @param durable a sequence number whose log record is on disk
   */
  void advance(long durable) {
    if (durable <= sequence) {
      return;
    }
    synchronized (this) {
      if (durable > sequence) {
        try {
          store(durable);
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
      }
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
      sequence = slot.getLong(16);
    }
    return true;
  }

  private void store(long durable) throws IOException {
    var next = count + 1;
    slot.clear();
    slot.putLong((long) VERSION << 56).putLong(next).putLong(durable).putInt(checksum()).flip();
    var position = (next & 1) * SLOT_BYTES;
    while (slot.hasRemaining()) {
      file.write(slot, position + slot.position());
    }
    // The first write of each slot changes the file's length, which a data sync does not cover.
    file.force(next <= 2);
    count = next;
    sequence = durable;
  }

  private int checksum() {
    var crc = new CRC32C();
    crc.update(slot.array(), 0, CHECKED_BYTES);
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
