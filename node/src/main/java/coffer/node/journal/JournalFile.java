package coffer.node.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of a {@link Journal}: records one behind the other, each
 *
 * <pre>
 * CRC32C of all that follows (u32) | kind (u8: 1 record, 2 end) | length of the head (u8) |
 * zero (u16) | number of the file (u64) | length of the body (u32) | head | body
 * </pre>
 *
 * A record of kind 2 has neither head nor body and says that the next file goes on. The number
 * keeps records of another file, which a file that is used again holds behind its own, from passing
 * for this one's.
 */
final class JournalFile implements AutoCloseable {
  static final int PREFIX_BYTES = 20;
  static final int HEAD_BYTES_MAX = 255;

  private static final String SUFFIX = ".journal";
  private static final String SPARE = "spare";
  private static final byte RECORD = 1;
  private static final byte END = 2;

  /** Hears of each record of a file, in order. */
  interface Visitor {
    void record(Place place, ByteBuffer head) throws IOException;
  }

  private final long number;
  private final Path path;
  private final FileChannel channel;
  private int end;

  private JournalFile(long number, Path path, FileChannel channel) {
    this.number = number;
    this.path = path;
    this.channel = channel;
  }

  /**
   * To be written from its start, over a file that was {@link #retire}d if there is one: bytes that
   * take the place of others are flushed without the file's own record, in half the time.
   */
  static JournalFile create(Path folder, long number) throws IOException {
    var spare = folder.resolve(SPARE);
    if (Files.exists(spare)) {
      Files.move(spare, folder.resolve(name(number)), StandardCopyOption.ATOMIC_MOVE);
    }
    return open(
        folder,
        number,
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  /** One that was written before, to be read only. */
  static JournalFile reopen(Path folder, long number) throws IOException {
    return open(folder, number, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static JournalFile open(Path folder, long number, StandardOpenOption... how)
      throws IOException {
    var path = folder.resolve(name(number));
    return new JournalFile(number, path, FileChannel.open(path, how));
  }

  private static String name(long number) {
    return "%016d%s".formatted(number, SUFFIX);
  }

  /** The number in a file's name, or -1 for a file of another kind. */
  static long numberOf(Path path) {
    var name = path.getFileName().toString();
    return name.matches("[0-9]{16}\\" + SUFFIX) ? Long.parseLong(name, 0, 16, 10) : -1;
  }

  long number() {
    return number;
  }

  Path path() {
    return path;
  }

  /** Behind the last record. */
  int end() {
    return end;
  }

  /**
   * Adds a record; when it fails, the next one takes its place.
   *
   * @param buffer large enough for it
   */
  Place append(ByteBuffer buffer, byte[] head, byte[] body, int length) throws IOException {
    write(buffer, RECORD, head, body, length);
    var place = new Place(number, end, head.length, length);
    end = place.end();
    return place;
  }

  /** Adds the end. */
  void appendEnd(ByteBuffer buffer) throws IOException {
    write(buffer, END, new byte[0], new byte[0], 0);
    end += PREFIX_BYTES;
  }

  private void write(ByteBuffer buffer, byte kind, byte[] head, byte[] body, int length)
      throws IOException {
    buffer.clear();
    buffer.putInt(0).put(kind).put((byte) head.length).putShort((short) 0);
    buffer.putLong(number).putInt(length).put(head).put(body, 0, length).flip();
    var crc = new CRC32C();
    crc.update(buffer.position(Integer.BYTES));
    buffer.putInt(0, (int) crc.getValue()).rewind();
    while (buffer.hasRemaining()) {
      channel.write(buffer, (long) end + buffer.position());
    }
  }

  /** What was appended survives a loss of power when this returns. */
  void force() throws IOException {
    channel.force(false);
  }

  /** The body of a record, unchecked; null when the file is closed. */
  byte @Nullable [] body(Place place, byte[] into) throws IOException {
    return fill(ByteBuffer.wrap(into), place.bodyOffset()) ? into : null;
  }

  /**
   * As {@link #body}.
   *
   * @param into the whole record is read to its start, and the body told in it
   * @throws DamagedJournalException when the record has changed since it was written
   */
  @Nullable ByteBuffer checkedBody(Place place, ByteBuffer into) throws IOException {
    var record = into.clear().limit(place.recordBytes());
    if (!fill(record, place.offset())) {
      return null;
    }
    if (!holds(record.flip())) {
      throw new DamagedJournalException("a record of " + path.getFileName() + " is damaged");
    }
    return record.position(record.limit() - place.bodyBytes());
  }

  private boolean fill(ByteBuffer buffer, long offset) throws IOException {
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, offset + buffer.position()) < 0) {
          throw new DamagedJournalException(path.getFileName() + " is shorter than it was");
        }
      }
      return true;
    } catch (ClosedChannelException removed) {
      return false;
    }
  }

  private boolean holds(ByteBuffer record) {
    var crc = new CRC32C();
    crc.update(record.slice(Integer.BYTES, record.limit() - Integer.BYTES));
    return record.getInt(0) == (int) crc.getValue() && record.getLong(8) == number;
  }

  /**
   * Reads all records, up to the end or the first that is not whole.
   *
   * @param bodyBytesMax what claims to be longer is not a record
   * @return whether the end was there
   */
  boolean visit(int bodyBytesMax, Visitor visitor) throws IOException {
    var size = channel.size();
    end = 0;
    while (end + PREFIX_BYTES <= size) {
      var prefix = ByteBuffer.allocate(PREFIX_BYTES);
      fill(prefix, end);
      int headBytes = Byte.toUnsignedInt(prefix.get(5));
      int bodyBytes = prefix.getInt(16);
      if (bodyBytes < 0 || bodyBytes > bodyBytesMax) {
        return false;
      }
      var place = new Place(number, end, headBytes, bodyBytes);
      if (place.end() > size) {
        return false;
      }
      var record = ByteBuffer.allocate(place.end() - end);
      fill(record, end);
      if (!holds(record.flip())) {
        return false;
      }
      end = place.end();
      if (record.get(4) == END) {
        return true;
      }
      visitor.record(place, record.slice(PREFIX_BYTES, headBytes));
    }
    return false;
  }

  /** Closes it, and leaves its room on the disk to a file that is made later. */
  void retire() throws IOException {
    close();
    Files.move(path, path.resolveSibling(SPARE), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Closes and deletes it. */
  void remove() throws IOException {
    close();
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
