package coffer.node.journal;

import coffer.kms.durable.DurableFile;
import coffer.node.mark.Watermark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A write-ahead log of records with a short head and a body. Records are written one after the
 * other and flushed by whoever waits for one of them, together with all that were written
 * meanwhile. A full file is followed by the next, and stays until it is removed. Safe for use by
 * several threads; blocks.
 *
 * <p>The folder holds {@link JournalFile}s and {@code watermark}, a {@link Watermark} of {@code
 * file number << 32 | offset}: behind the last record that was acknowledged. A journal that ends
 * before it has lost acknowledged records.
 */
public final class Journal implements AutoCloseable {

  /** Hears of the records that a journal holds when it is opened, the oldest first. */
  public interface Replay {
    /**
     * @param head the bytes that were given with the record
     */
    void record(Place place, ByteBuffer head) throws IOException;
  }

  /**
   * What bounds a journal.
   *
   * @param fileBytes a file is followed by the next one when a record would make it longer
   * @param bodyBytesMax the longest body
   */
  public record Limits(int fileBytes, int bodyBytesMax) {}

  private final Path folder;
  private final Limits limits;
  private final Watermark watermark;
  private final Runnable onFull;
  private final ByteBuffer buffer;

  /** All files, by number; the last is being written. */
  private final ConcurrentNavigableMap<Long, JournalFile> files = new ConcurrentSkipListMap<>();

  private final ReentrantLock flushing = new ReentrantLock();

  /** What has been written since it was flushed, and the file that is being written. */
  private List<JournalFile> unflushed = new ArrayList<>();

  private JournalFile current;
  private boolean failed;

  private Journal(
      Path folder, Limits limits, Watermark watermark, Runnable onFull, JournalFile current) {
    this.folder = folder;
    this.limits = limits;
    this.watermark = watermark;
    this.onFull = onFull;
    this.buffer = ByteBuffer.allocateDirect(recordBytesMax(limits.bodyBytesMax()));
    this.current = current;
  }

  /**
   * Opens the journal in {@code folder}, making it when there is none. What was there is read, and
   * not written to any more.
   *
   * @param after the next file's number is above this
   * @param onFull is run, by a thread that appends, when there is one more file to remove
   * @throws DamagedJournalException when acknowledged records are missing
   */
  public static Journal open(Path folder, Limits limits, long after, Replay replay, Runnable onFull)
      throws IOException {
    Files.createDirectories(folder);
    var watermark = Watermark.open(folder.resolve("watermark"));
    var found = new ArrayList<JournalFile>();
    try {
      var number = Math.max(after, replay(folder, limits, watermark, replay, found)) + 1;
      var current = JournalFile.create(folder, number);
      DurableFile.forceFolder(folder);
      var journal = new Journal(folder, limits, watermark, onFull, current);
      found.forEach(file -> journal.files.put(file.number(), file));
      journal.files.put(number, current);
      journal.unflushed.add(current);
      return journal;
    } catch (IOException | RuntimeException unopened) {
      watermark.close();
      for (var file : found) {
        file.close();
      }
      throw unopened;
    }
  }

  /** The highest number seen. */
  private static long replay(
      Path folder, Limits limits, Watermark watermark, Replay replay, List<JournalFile> found)
      throws IOException {
    var numbers = numbers(folder);
    var unread = new ArrayList<JournalFile>();
    long recovered = 0;
    boolean goesOn = true;
    for (var number : numbers) {
      var file = JournalFile.reopen(folder, number);
      if (goesOn) {
        found.add(file);
        goesOn = file.visit(limits.bodyBytesMax(), replay::record);
        recovered = sequence(number, file.end());
      } else {
        unread.add(file);
        file.close();
      }
    }
    if (recovered < watermark.sequence()) {
      throw new DamagedJournalException(
          "it ends in file %d at byte %d, before acknowledged records (up to file %d, byte %d)"
              .formatted(
                  recovered >>> 32,
                  recovered & 0xffff_ffffL,
                  watermark.sequence() >>> 32,
                  watermark.sequence() & 0xffff_ffffL));
    }
    // Nothing of these was acknowledged: the end of the file before them would be there.
    for (var file : unread) {
      file.remove();
    }
    if (!goesOn) {
      // What comes next has a file of its own.
      found.getLast().appendEnd(ByteBuffer.allocate(JournalFile.PREFIX_BYTES));
    }
    for (var file : found) {
      // What was read now shall be there after the next loss of power as well.
      file.force();
    }
    return numbers.isEmpty() ? 0 : numbers.getLast();
  }

  private static List<Long> numbers(Path folder) throws IOException {
    try (var paths = Files.list(folder)) {
      return paths.map(JournalFile::numberOf).filter(number -> number >= 0).sorted().toList();
    }
  }

  private static long sequence(long file, int offset) {
    return file << 32 | offset;
  }

  /**
   * Adds a record, which is durable after {@link #flush} only.
   *
   * @param head at most 255 bytes
   * @param body its first {@code length} bytes are taken before this returns
   * @param placed hears the place before the file can be {@link #full}; does not block
   */
  public void append(byte[] head, byte[] body, int length, Consumer<Place> placed)
      throws IOException {
    boolean full = false;
    synchronized (this) {
      if (failed) {
        throw new IOException("a flush of the journal has failed");
      }
      var bytes = JournalFile.PREFIX_BYTES + head.length + length;
      if (current.end() + bytes + JournalFile.PREFIX_BYTES > limits.fileBytes()) {
        next();
        full = true;
      }
      placed.accept(current.append(buffer, head, body, length));
    }
    if (full) {
      onFull.run();
    }
  }

  private void next() throws IOException {
    var next = JournalFile.create(folder, current.number() + 1);
    try {
      DurableFile.forceFolder(folder);
      current.appendEnd(buffer);
    } catch (IOException unwritten) {
      next.remove();
      throw unwritten;
    }
    files.put(next.number(), next);
    unflushed.add(next);
    current = next;
  }

  /** Returns when the record, and what was written before it, is durable. */
  public void flush(Place place) throws IOException {
    if (isDurable(place)) {
      return;
    }
    flushing.lock();
    try {
      flushUnlessDurable(place);
    } finally {
      flushing.unlock();
    }
  }

  /**
   * As {@link #flush}, unless a flush that may have begun before the record is under way.
   *
   * @return whether the record is durable
   */
  public boolean flushIfFree(Place place) throws IOException {
    if (isDurable(place)) {
      return true;
    }
    if (!flushing.tryLock()) {
      return false;
    }
    try {
      flushUnlessDurable(place);
      return true;
    } finally {
      flushing.unlock();
    }
  }

  private boolean isDurable(Place place) {
    return watermark.sequence() >= sequence(place.file(), place.end());
  }

  /** Whoever had the lock before may have done it. */
  private void flushUnlessDurable(Place place) throws IOException {
    if (!isDurable(place)) {
      flushAll();
    }
  }

  private void flushAll() throws IOException {
    List<JournalFile> written;
    long end;
    synchronized (this) {
      if (failed) {
        throw new IOException("a flush of the journal has failed");
      }
      written = unflushed;
      unflushed = new ArrayList<>(List.of(current));
      end = sequence(current.number(), current.end());
    }
    try {
      for (var file : written) {
        file.force();
      }
      watermark.advance(end);
    } catch (IOException unflushable) {
      // What the disk holds is not known, and a second flush may tell a lie.
      synchronized (this) {
        failed = true;
      }
      throw unflushable;
    }
  }

  /**
   * The body of a record, unchecked, or null when its file was removed.
   *
   * @param into as long as the body, and returned
   */
  public byte @Nullable [] read(Place place, byte[] into) throws IOException {
    var file = files.get(place.file());
    return file == null ? null : orRemoved(place, file.body(place, into));
  }

  /**
   * As {@link #read}, into a new array.
   *
   * @throws DamagedJournalException when the record has changed since it was written
   */
  public byte @Nullable [] readChecked(Place place) throws IOException {
    var body = readChecked(place, ByteBuffer.allocate(place.recordBytes()));
    if (body == null) {
      return null;
    }
    var bytes = new byte[body.remaining()];
    body.get(bytes);
    return bytes;
  }

  /**
   * As {@link #readChecked(Place)}.
   *
   * @param into has room for {@link #recordBytesMax}; what was in it goes
   * @return the body, in that buffer
   */
  public @Nullable ByteBuffer readChecked(Place place, ByteBuffer into) throws IOException {
    var file = files.get(place.file());
    return file == null ? null : orRemoved(place, file.checkedBody(place, into));
  }

  /** Of a record with such a body. */
  public static int recordBytesMax(int bodyBytes) {
    return JournalFile.PREFIX_BYTES + JournalFile.HEAD_BYTES_MAX + bodyBytes;
  }

  /** A file that is closed and was not removed, as by an interrupted thread, is a failure. */
  private <T> @Nullable T orRemoved(Place place, @Nullable T body) throws IOException {
    if (body == null && files.containsKey(place.file())) {
      throw new IOException("a file of the journal is closed");
    }
    return body;
  }

  /** Files that get no more records, the oldest first. */
  public synchronized List<Long> full() {
    return List.copyOf(files.headMap(current.number()).keySet());
  }

  /** Gives up a file that is {@link #full}. One of them is kept to be written over. */
  public void retire(long number) throws IOException {
    JournalFile file;
    // A flush may be about to flush it.
    flushing.lock();
    try {
      synchronized (this) {
        file = files.remove(number);
        unflushed.remove(file);
      }
    } finally {
      flushing.unlock();
    }
    if (file != null) {
      file.retire();
    }
  }

  @Override
  public void close() throws IOException {
    for (var file : files.values()) {
      file.close();
    }
    watermark.close();
  }
}
