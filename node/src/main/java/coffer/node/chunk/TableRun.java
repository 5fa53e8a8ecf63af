package coffer.node.chunk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/**
 * A run with tables of its own: consecutive chunks are written to files of sorted keys beside the
 * database and moved into it whole, so that each byte is written once. {@code finish} of the file
 * and the ingestion sync it, its folder and the manifest. The last file ends with a mark, which
 * tells that the run is whole. A run that takes another's place is moved in at its end, all files
 * at once, when what was there has gone.
 */
final class TableRun implements OpenRun {
  /** A file is ingested at this many chunks, about 32 MiB. */
  private static final int CHUNKS_PER_FILE = 32;

  private final ChunkStore store;
  private final RunId id;
  private final boolean replaces;
  private final List<Path> complete = new ArrayList<>();
  private int appended;
  private int inFile;
  private @Nullable SstFileWriter writer;
  private @Nullable Path file;

  TableRun(ChunkStore store, RunId id, boolean replaces) {
    this.store = store;
    this.id = id;
    this.replaces = replaces;
  }

  @Override
  public RunId id() {
    return id;
  }

  @Override
  public void append(byte[] bytes, int length) {
    store.requireRoom(length);
    if (inFile == CHUNKS_PER_FILE) {
      completeFile();
    }
    var value = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    store.use(
        db -> {
          var open = writer == null ? openFile(db) : writer;
          open.put(ChunkLayout.chunkKey(id, appended), value);
          return id;
        });
    appended++;
    inFile++;
  }

  @Override
  public boolean finishIfFree() {
    finish();
    return true;
  }

  @Override
  public void finish() {
    if (inFile > 0) {
      store.use(
          db -> {
            var open = writer == null ? openFile(db) : writer;
            open.put(ChunkLayout.markKey(id), ChunkLayout.runRow(appended, true));
            return id;
          });
      completeFile();
    }
    if (replaces) {
      store.delete(List.of(id));
      ingest();
    }
  }

  @Override
  public void abandon() {
    // Native memory is closed first: it may be gone after the store.
    closeFile();
    complete.forEach(TableFiles::remove);
    complete.clear();
    if (!replaces) {
      store.delete(List.of(id));
    }
  }

  private SstFileWriter openFile(ChunkDatabase db) throws RocksDBException {
    var path = store.nextPendingFile();
    var opened = new SstFileWriter(db.largeTables, db.tableOptions);
    writer = opened;
    file = path;
    opened.open(path.toString());
    return opened;
  }

  private void completeFile() {
    store.use(
        db -> {
          var open = writer;
          var path = file;
          if (open == null || path == null) {
            throw new IllegalStateException("no file to complete");
          }
          open.finish();
          complete.add(path);
          return id;
        });
    file = null;
    closeFile();
    inFile = 0;
    if (!replaces) {
      ingest();
    }
  }

  private void ingest() {
    if (complete.isEmpty()) {
      return;
    }
    store.use(
        db -> {
          db.ingest(db.tables, complete);
          return id;
        });
    complete.forEach(TableFiles::remove);
    complete.clear();
  }

  private void closeFile() {
    if (writer != null) {
      writer.close();
      writer = null;
    }
    if (file != null) {
      TableFiles.remove(file);
      file = null;
    }
  }
}
