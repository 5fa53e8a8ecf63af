package coffer.node.mark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A few numbers that are replaced over and over, in a file of two slots written in turn, so that a
 * torn write leaves the other. A slot of {@value #SLOT_BYTES} bytes begins, big-endian:
 *
 * <pre>
 * version (u8, 1) | zero (7) | count (u64) | numbers (u64 each) | CRC32C of all before it (u32)
 * </pre>
 *
 * The valid slot with the higher count holds. Callers take turns, except in {@link #force}.
 */
public final class TwoSlotFile implements AutoCloseable {
  public static final int SLOT_BYTES = 512;

  private static final int HEAD_BYTES = 2 * Long.BYTES;
  private static final byte VERSION = 1;

  private final FileChannel file;
  private final int checkedBytes;
  private final ByteBuffer slot;
  private final long[] numbers;
  private long count;
  private boolean found;

  private TwoSlotFile(FileChannel file, int numbers) {
    this.file = file;
    this.checkedBytes = HEAD_BYTES + numbers * Long.BYTES;
    this.slot = ByteBuffer.allocate(checkedBytes + Integer.BYTES);
    this.numbers = new long[numbers];
  }

  /**
   * Opens the file, or makes it empty, and reads what it holds.
   *
   * @param numbers how many it keeps
   */
  public static TwoSlotFile open(Path path, int numbers) throws IOException {
    var channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      var file = new TwoSlotFile(channel, numbers);
      file.load(0);
      file.load(1);
      return file;
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  /** Whether a slot could be read when the file was opened. */
  public boolean found() {
    return found;
  }

  /** The file's length in bytes. */
  public long size() throws IOException {
    return file.size();
  }

  /** A number as it was last written; 0 before that. */
  public long number(int index) {
    return numbers[index];
  }

  /** Replaces the numbers; on disk only after {@link #force}. */
  public void write(long... replacing) throws IOException {
    if (replacing.length != numbers.length) {
      throw new IllegalArgumentException("it keeps " + numbers.length + " numbers");
    }
    var next = count + 1;
    slot.clear();
    slot.putLong((long) VERSION << 56).putLong(next);
    for (var number : replacing) {
      slot.putLong(number);
    }
    slot.putInt(checksum()).flip();
    var start = (next & 1) * SLOT_BYTES;
    while (slot.hasRemaining()) {
      file.write(slot, start + slot.position());
    }
    count = next;
    System.arraycopy(replacing, 0, numbers, 0, numbers.length);
  }

  /**
   * Writes both slots, durably, unless they were before: the file keeps its length from then on.
   */
  public void fill() throws IOException {
    if (count < 2) {
      while (count < 2) {
        write(numbers.clone());
      }
      force(true);
    }
  }

  /**
   * @param length whether the file's length changed too: with the first write of each slot
   */
  public void force(boolean length) throws IOException {
    file.force(length);
  }

  private void load(int index) throws IOException {
    slot.clear();
    if (file.read(slot, (long) index * SLOT_BYTES) < slot.capacity()
        || slot.get(0) != VERSION
        || slot.getInt(checkedBytes) != checksum()) {
      return;
    }
    found = true;
    if (slot.getLong(Long.BYTES) >= count) {
      count = slot.getLong(Long.BYTES);
      for (int at = 0; at < numbers.length; at++) {
        numbers[at] = slot.getLong(HEAD_BYTES + at * Long.BYTES);
      }
    }
  }

  private int checksum() {
    var crc = new CRC32C();
    crc.update(slot.array(), 0, checkedBytes);
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
