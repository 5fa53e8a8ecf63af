package coffer.node.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/**
 * Brings a store of format 1, whose table runs had no mark behind them, to format 2, which the file
 * {@code format} tells. Such a store was a lone node's, where a run that the index refers to was
 * finished: the marks that this adds are true of those, and the others are garbage.
 */
final class TableMarks {
  private static final String FORMAT_FILE = "format";
  private static final String FORMAT = "2\n";

  private TableMarks() {}

  /**
   * Adds what is missing; a crash in the middle is made good by the next start.
   *
   * @param pending where table files are written before they are ingested
   */
  static void ensure(Path folder, Path pending, ChunkDatabase database)
      throws IOException, RocksDBException {
    var format = folder.resolve(FORMAT_FILE);
    if (Files.exists(format)) {
      return;
    }
    for (var run : chunks(database).entrySet()) {
      var key = ChunkLayout.markKey(run.getKey());
      // A run that has its mark comes with the mark's own number.
      if (database.rocks.get(database.tables, key) == null) {
        mark(database, pending.resolve("mark.sst"), key, ChunkLayout.runRow(run.getValue(), true));
      }
    }
    Files.writeString(format, FORMAT);
  }

  /** By run: how many chunks there are. A table file is one run's. */
  private static Map<RunId, Integer> chunks(ChunkDatabase database) throws RocksDBException {
    var chunks = new HashMap<RunId, Integer>();
    try (var rows = database.rocks.newIterator(database.tables, database.verified)) {
      for (var file : database.rocks.getLiveFilesMetaData()) {
        if (file.level() >= 0 && ChunkStore.isFamily(file.columnFamilyName(), "tables")) {
          var run = ChunkLayout.runOf(file.smallestKey());
          rows.seekForPrev(ChunkLayout.markKey(run));
          rows.status();
          if (rows.isValid() && ChunkLayout.runOf(rows.key()).equals(run)) {
            chunks.put(run, 1 + ByteBuffer.wrap(rows.key()).getInt(RunId.BYTES));
          }
        }
      }
    }
    return chunks;
  }

  private static void mark(ChunkDatabase database, Path file, byte[] key, byte[] value)
      throws IOException, RocksDBException {
    Files.deleteIfExists(file);
    try (var writer = new SstFileWriter(database.largeTables, database.tableOptions)) {
      writer.open(file.toString());
      writer.put(key, value);
      writer.finish();
      database.ingest(database.tables, List.of(file));
    }
  }
}
