package coffer.node.chunk;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * The row of a gathered run. Its key is the run id, its value, big-endian:
 *
 * <pre>
 * version (u8: 3 all chunks are there, 4 some may be missing) | bytes of the last chunk (u32) |
 * number of the file of each chunk (u64 each; 0 for one that is not there)
 * </pre>
 *
 * @param files not to be changed
 */
record GatheredRow(boolean whole, int lastBytes, long[] files) {
  private static final byte WHOLE = 3;
  private static final byte PARTIAL = 4;
  private static final int HEAD_BYTES = 1 + Integer.BYTES;

  /** Whether a row is one of these, and not one of {@link ChunkLayout#runRow}. */
  static boolean is(byte[] row) {
    return row.length > 0 && (row[0] == WHOLE || row[0] == PARTIAL);
  }

  static GatheredRow of(byte[] row) {
    if (!is(row) || row.length <= HEAD_BYTES || (row.length - HEAD_BYTES) % Long.BYTES != 0) {
      throw new IllegalStateException("a run row of an unknown version");
    }
    var files = new long[(row.length - HEAD_BYTES) / Long.BYTES];
    ByteBuffer.wrap(row, HEAD_BYTES, row.length - HEAD_BYTES).asLongBuffer().get(files);
    return new GatheredRow(row[0] == WHOLE, ByteBuffer.wrap(row).getInt(1), files);
  }

  byte[] bytes() {
    var row = ByteBuffer.allocate(HEAD_BYTES + files.length * Long.BYTES);
    row.put(whole ? WHOLE : PARTIAL).putInt(lastBytes).asLongBuffer().put(files);
    return row.array();
  }

  int chunks() {
    return files.length;
  }

  /** The number of the chunk's file, 0 when it is not there. */
  long file(int chunk) {
    return chunk >= 0 && chunk < files.length ? files[chunk] : 0;
  }

  int bytesOf(int chunk) {
    return chunk + 1 == files.length ? lastBytes : ChunkLayout.CHUNK_BYTES;
  }

  long bytesThere() {
    return IntStream.range(0, files.length)
        .filter(chunk -> files[chunk] != 0)
        .mapToLong(this::bytesOf)
        .sum();
  }

  /** With the chunk in another file, if it is in that one. */
  GatheredRow moved(int chunk, long from, long to) {
    if (file(chunk) != from) {
      return this;
    }
    var after = files.clone();
    after[chunk] = to;
    return new GatheredRow(whole, lastBytes, after);
  }
}
