package coffer.node.chunk;

import coffer.node.journal.Journal;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/**
 * The tables that gathered runs share. Each has a number, which is that of the journal's file that
 * it was made from, or counts from {@link #COMPACTED_FROM} on for one that a compaction has made.
 * Keys begin with it, so that no table overlaps another, RocksDB never compacts them by itself, and
 * one is deleted without a trace.
 */
final class GatheredTables {
  static final long COMPACTED_FROM = 1L << 62;

  private static final Comparator<Chunk> ORDER =
      Comparator.comparing((Chunk chunk) -> chunk.run().bytes(), Arrays::compareUnsigned)
          .thenComparingInt(Chunk::number);

  /** A chunk of a run. */
  record Chunk(RunId run, int number) {}

  /** Where a table's chunks come from. */
  interface Bodies {
    /**
     * What is put into the table before the next one is asked for; null for one that is left out.
     *
     * @param into room for a record of the journal, outside the heap, where the body has to be
     */
    @Nullable ByteBuffer of(Chunk chunk, ByteBuffer into) throws IOException, RocksDBException;
  }

  private GatheredTables() {}

  static byte @Nullable [] read(
      ChunkDatabase db, long table, RunId run, int chunk, ChunkReading how)
      throws RocksDBException {
    return how.of(db, db.gathered, ChunkLayout.gatheredKey(table, run, chunk));
  }

  /**
   * Makes a table. One of that number, which a crash may have left, goes.
   *
   * @param pending where it is written before it is ingested
   */
  static void write(
      ChunkDatabase db, Path pending, long table, List<Chunk> chunks, MovePace pace, Bodies bodies)
      throws IOException, RocksDBException {
    drop(db, table);
    var file = pending.resolve("gathered-" + table + ".sst");
    var empty = true;
    try (var memory = Arena.ofConfined();
        var writer = new SstFileWriter(db.sharedTables, db.tableOptions)) {
      var key = memory.allocate(ChunkLayout.GATHERED_KEY_BYTES).asByteBuffer();
      var into = memory.allocate(Journal.recordBytesMax(ChunkLayout.CHUNK_BYTES)).asByteBuffer();
      for (var chunk : chunks.stream().sorted(ORDER).toList()) {
        var body = bodies.of(chunk, into);
        if (body != null) {
          if (empty) {
            writer.open(file.toString());
            empty = false;
          }
          key.clear().put(ChunkLayout.gatheredKey(table, chunk.run(), chunk.number())).flip();
          int bytes = body.remaining();
          writer.put(key, body);
          pace.copied(bytes);
        }
      }
      if (!empty) {
        writer.finish();
        db.ingest(db.gathered, List.of(file));
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Deletes a table, if there is one of that number. */
  static void drop(ChunkDatabase db, long table) throws RocksDBException {
    var first = ChunkLayout.firstGatheredKey(table);
    var next = ChunkLayout.firstGatheredKey(table + 1);
    db.rocks.deleteFilesInRanges(db.gathered, List.of(first, next), false);
    if (firstFrom(db, table) == table) {
      // It was not ingested lowest, where whole files are deleted.
      db.rocks.deleteRange(db.gathered, first, next);
    }
  }

  /** The lowest number of a table that is not below this, or -1. */
  private static long firstFrom(ChunkDatabase db, long table) throws RocksDBException {
    try (var keys = db.rocks.newIterator(db.gathered, db.verified)) {
      keys.seek(ChunkLayout.firstGatheredKey(table));
      keys.status();
      return keys.isValid() ? ChunkLayout.tableOf(keys.key()) : -1;
    }
  }

  /** The highest number of a table made from the journal; 0 when there is none. */
  static long highestNumber(ChunkDatabase db) throws RocksDBException {
    return highestBelow(db, COMPACTED_FROM, 0);
  }

  /** For the next table that a compaction makes. */
  static long nextCompacted(ChunkDatabase db) throws RocksDBException {
    return 1 + Math.max(COMPACTED_FROM, highestBelow(db, Long.MAX_VALUE, COMPACTED_FROM));
  }

  private static long highestBelow(ChunkDatabase db, long bound, long none)
      throws RocksDBException {
    long highest = none;
    for (var table : sizes(db).headMap(bound).keySet()) {
      highest = Math.max(highest, table);
    }
    return highest;
  }

  /** Bytes of each table. Reads no table. */
  static SortedMap<Long, Long> sizes(ChunkDatabase db) {
    var sizes = new TreeMap<Long, Long>();
    for (var file : db.rocks.getLiveFilesMetaData()) {
      if (ChunkStore.isFamily(file.columnFamilyName(), "gathered")) {
        sizes.merge(ChunkLayout.tableOf(file.smallestKey()), file.size(), Long::sum);
      }
    }
    return sizes;
  }

  /** Hears the keys of a table, in order. */
  interface Keys {
    void chunk(Chunk chunk) throws RocksDBException;
  }

  /** Reads a whole table, with its checksums. */
  static void visit(ChunkDatabase db, long table, Keys visitor) throws RocksDBException {
    try (var through = new ReadOptions(db.verified).setReadaheadSize(2L << 20);
        var keys = db.rocks.newIterator(db.gathered, through)) {
      for (keys.seek(ChunkLayout.firstGatheredKey(table));
          keys.isValid() && ChunkLayout.tableOf(keys.key()) == table;
          keys.next()) {
        visitor.chunk(ChunkLayout.gatheredChunk(keys.key()));
      }
      keys.status();
    }
  }
}
