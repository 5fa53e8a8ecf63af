package coffer.node.chunk;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of keys and rows in the chunk store. All numbers are big-endian.
 *
 * <pre>
 * chunk key     run id (16) | chunk number (u32, from 0)
 * gathered key  number of the table (u64) | chunk key
 * run row       key: run id (16); value: {@link GatheredRow}, or version (u8) | number of chunks (u32)
 * mark          key: run id (16) | 0xfffffffe; value: version (u8) | number of chunks (u32)
 * </pre>
 *
 * The version is 1 when all chunks are there, 2 while some may be missing. Runs with such a row
 * have their chunks where older versions put them.
 *
 * <p>Chunks hold ciphertext and nothing else; all but a run's last have {@link #CHUNK_BYTES}.
 */
final class ChunkLayout {
  /** 16 stored segments of 64 KiB and their tags of 16 bytes. */
  static final int CHUNK_BYTES = 16 * (65_536 + 16);

  static final int KEY_BYTES = RunId.BYTES + Integer.BYTES;

  static final int GATHERED_KEY_BYTES = Long.BYTES + KEY_BYTES;
  private static final byte WHOLE = 1;
  private static final byte PARTIAL = 2;
  private static final int ROW_BYTES = 1 + Integer.BYTES;

  private ChunkLayout() {}

  static byte[] chunkKey(RunId run, int number) {
    return ByteBuffer.allocate(KEY_BYTES).put(run.bytes()).putInt(number).array();
  }

  static byte[] gatheredKey(long table, RunId run, int number) {
    return ByteBuffer.allocate(GATHERED_KEY_BYTES)
        .putLong(table)
        .put(run.bytes())
        .putInt(number)
        .array();
  }

  /** Not behind any chunk of the table. */
  static byte[] firstGatheredKey(long table) {
    return ByteBuffer.allocate(Long.BYTES).putLong(table).array();
  }

  static GatheredTables.Chunk gatheredChunk(byte[] gatheredKey) {
    var key = ByteBuffer.wrap(gatheredKey);
    var run = new byte[RunId.BYTES];
    key.get(Long.BYTES, run);
    return new GatheredTables.Chunk(RunId.of(run), key.getInt(Long.BYTES + RunId.BYTES));
  }

  static long tableOf(byte[] gatheredKey) {
    return ByteBuffer.wrap(gatheredKey).getLong();
  }

  /** Behind every chunk of the run: its last possible key, which no chunk has. */
  static byte[] endKey(RunId run) {
    return chunkKey(run, -1);
  }

  /** Of the mark behind a whole run with tables of its own. */
  static byte[] markKey(RunId run) {
    return chunkKey(run, -2);
  }

  static RunId runOf(byte[] key) {
    return RunId.of(Arrays.copyOf(key, RunId.BYTES));
  }

  static byte[] runRow(int chunks, boolean whole) {
    return ByteBuffer.allocate(ROW_BYTES).put(whole ? WHOLE : PARTIAL).putInt(chunks).array();
  }

  /**
   * The number of chunks in a run row; throws IllegalStateException for a row of another version.
   */
  static int chunksOf(byte[] row) {
    if (row.length != ROW_BYTES || (row[0] != WHOLE && row[0] != PARTIAL)) {
      throw new IllegalStateException("a run row of an unknown version");
    }
    return ByteBuffer.wrap(row).getInt(1);
  }

  /** The number of chunks if all are there, else 0; of a row of any version. */
  static int wholeChunksOf(byte[] row) {
    if (GatheredRow.is(row)) {
      var gathered = GatheredRow.of(row);
      return gathered.whole() ? gathered.chunks() : 0;
    }
    int chunks = chunksOf(row);
    return row[0] == WHOLE ? chunks : 0;
  }

  static int chunksFor(long storedBytes) {
    return Math.toIntExact((storedBytes + CHUNK_BYTES - 1) / CHUNK_BYTES);
  }
}
