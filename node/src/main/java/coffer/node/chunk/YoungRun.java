package coffer.node.chunk;

import coffer.node.journal.Place;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A gathered run of which a part is in the journal yet, or that is being written. Guarded by {@link
 * GatheredRuns}.
 *
 * <p>The head of its records, big-endian: {@code run id (16) | chunk number (u32) | number of
 * chunks (u32)}.
 */
final class YoungRun {
  private static final int HEAD_BYTES = RunId.BYTES + 2 * Integer.BYTES;

  private enum State {
    WRITING,
    WHOLE,
    DELETED
  }

  private final RunId id;

  /** Where each chunk is in the journal; null when it is not there any more, or not yet. */
  private final @Nullable Place[] places;

  /** The number of the table file that each chunk was moved to; 0 before. */
  private final long[] files;

  private int lastBytes;
  private State state = State.WRITING;

  YoungRun(RunId id, int chunks) {
    this.id = id;
    this.places = new @Nullable Place[chunks];
    this.files = new long[chunks];
  }

  /** Of a row that says that some chunks were moved before the others came. */
  YoungRun(RunId id, GatheredRow row) {
    this(id, row.chunks());
    System.arraycopy(row.files(), 0, files, 0, files.length);
    lastBytes = row.lastBytes();
  }

  static byte[] head(RunId run, int chunk, int chunks) {
    return ByteBuffer.allocate(HEAD_BYTES).put(run.bytes()).putInt(chunk).putInt(chunks).array();
  }

  /** A head, taken apart. */
  record Head(RunId run, int chunk, int chunks) {
    static Head of(ByteBuffer bytes) {
      var run = new byte[RunId.BYTES];
      bytes.get(run);
      return new Head(RunId.of(run), bytes.getInt(), bytes.getInt());
    }
  }

  RunId id() {
    return id;
  }

  int chunks() {
    return places.length;
  }

  void placed(int chunk, Place place) {
    places[chunk] = place;
    if (chunk + 1 == places.length) {
      lastBytes = place.bodyBytes();
    }
  }

  @Nullable Place place(int chunk) {
    return chunk >= 0 && chunk < places.length ? places[chunk] : null;
  }

  long file(int chunk) {
    return chunk >= 0 && chunk < files.length ? files[chunk] : 0;
  }

  /** The chunks that are in this file of the journal. */
  int[] chunksIn(long file) {
    return IntStream.range(0, places.length)
        .filter(
            chunk -> {
              var place = places[chunk];
              return place != null && place.file() == file;
            })
        .toArray();
  }

  /** The row to be written when these chunks were moved to the table of that number. */
  GatheredRow rowAfter(Set<Integer> moved, long number) {
    var after = files.clone();
    moved.forEach(chunk -> after[chunk] = number);
    return new GatheredRow(Arrays.stream(after).allMatch(file -> file != 0), lastBytes, after);
  }

  /** That row is durable, and the journal's file will be removed. */
  void left(long file, GatheredRow row) {
    for (int chunk : chunksIn(file)) {
      places[chunk] = null;
    }
    System.arraycopy(row.files(), 0, files, 0, files.length);
  }

  /** Whether the row tells all there is to tell. */
  boolean isSettled() {
    return Arrays.stream(places).allMatch(Objects::isNull)
        && (state == State.WHOLE || Arrays.stream(files).allMatch(file -> file != 0));
  }

  boolean allThere() {
    return IntStream.range(0, files.length)
        .allMatch(chunk -> files[chunk] != 0 || places[chunk] != null);
  }

  /** The files of which it needs chunks. */
  long[] files() {
    return files.clone();
  }

  /** The last place written, which is durable when all of it is; null when it is in a table. */
  @Nullable Place last() {
    return Arrays.stream(places)
        .filter(Objects::nonNull)
        .reduce((earlier, later) -> later)
        .orElse(null);
  }

  boolean isWhole() {
    return state == State.WHOLE && allThere();
  }

  boolean isDeleted() {
    return state == State.DELETED;
  }

  void whole() {
    state = State.WHOLE;
  }

  void deleted() {
    state = State.DELETED;
  }
}
