package coffer.node.chunk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How tables are written. To be copied to the kernel's page cache and written back from there costs
 * a large PUT a seventh of its CPU time, so tables of one large run go past it where the file
 * system allows that, and the first read of a chunk asks the disk. Tables that many small runs
 * share do not: there it was no faster, and small objects are read soon.
 */
final class TableFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TableFiles.class);
  private static final int FLUSHED_BYTES = 1 << 20;

  private TableFiles() {}

  /** For files that are read soon. */
  static EnvOptions cached() {
    return new EnvOptions().setBytesPerSync(FLUSHED_BYTES);
  }

  /**
   * For files of large runs.
   *
   * @param folder is there, and writable
   */
  static EnvOptions large(Path folder) {
    return takesDirectWrites(folder) ? new EnvOptions().setUseDirectWrites(true) : cached();
  }

  /** Some file systems refuse {@code O_DIRECT} when a file is opened, others when it is written. */
  static boolean takesDirectWrites(Path folder) {
    var probe = folder.resolve("direct-writes.sst");
    try (var direct = new EnvOptions().setUseDirectWrites(true);
        var options = new Options();
        var writer = new SstFileWriter(direct, options)) {
      writer.open(probe.toString());
      writer.put(new byte[1], new byte[1]);
      writer.finish();
      return true;
    } catch (RocksDBException refused) {
      LOG.info("{} takes no direct writes: {}", folder, refused.getMessage());
      return false;
    } finally {
      remove(probe);
    }
  }

  /** Deletes a file of the folder in which tables are made. */
  static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException ignored) {
      // Start empties the folder.
    }
  }
}
