package coffer.node.index.database;

import java.nio.file.Path;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** An open RocksDB of rows and what belongs to it. Using it after {@link #close} would crash. */
final class RowDatabase implements AutoCloseable {
  final RocksDB rocks;
  private final Options options;
  private final BloomFilter filter;

  static {
    RocksDB.loadLibrary();
  }

  private RowDatabase(RocksDB rocks, Options options, BloomFilter filter) {
    this.rocks = rocks;
    this.options = options;
    this.filter = filter;
  }

  /** Opens the database in the folder, making it when there is none. */
  static RowDatabase open(Path directory, Cache cache) throws RocksDBException {
    var filter = new BloomFilter(10);
    var options =
        new Options()
            .setCreateIfMissing(true)
            .setCompressionType(CompressionType.NO_COMPRESSION)
            .setWriteBufferSize(32L << 20)
            .setMaxOpenFiles(512)
            .setMaxBackgroundJobs(2)
            .setBytesPerSync(1 << 20)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(2)
            .setTableFormatConfig(
                new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(filter));
    try {
      return new RowDatabase(RocksDB.open(options, directory.toString()), options, filter);
    } catch (RocksDBException failed) {
      List.of(options, filter).forEach(org.rocksdb.AbstractImmutableNativeReference::close);
      throw failed;
    }
  }

  /** Deletes the files of a database that is not open. */
  static void destroy(Path directory) throws RocksDBException {
    try (var options = new Options()) {
      RocksDB.destroyDB(directory.toString(), options);
    }
  }

  /** The table files in use. */
  List<Path> tableFiles() {
    return rocks.getLiveFilesMetaData().stream()
        .map(file -> Path.of(file.path(), file.fileName()))
        .toList();
  }

  @Override
  public void close() {
    rocks.close();
    options.close();
    filter.close();
  }
}
