package coffer.node.chunk;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.EnvOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/**
 * One open RocksDB and everything native that belongs to it, closed in the order that RocksDB
 * needs. Not safe to use after {@link #close}: {@link ChunkStore} guards that.
 *
 * <p>Column families: {@code default} holds the rows of gathered runs, {@code gathered} their
 * chunks, {@code tables} larger runs; {@code blobs} the chunks of runs that older versions wrote.
 */
final class ChunkDatabase implements AutoCloseable {
  private static final long MIB = 1L << 20;

  /**
   * The oldest blob files, of which compactions collect the garbage; {@link BlobCare} lowers it.
   */
  static final double COLLECTED_PART_MAX = 0.25;

  final RocksDB rocks;
  final ColumnFamilyHandle rows;
  final ColumnFamilyHandle blobs;
  final ColumnFamilyHandle tables;
  final ColumnFamilyHandle gathered;

  /**
   * Of everything. The cipher's tag would prove a chunk, but RocksDB takes a block apart before
   * that, and one that is damaged may end the process unless its checksum was looked at first.
   */
  final ReadOptions verified = new ReadOptions().setVerifyChecksums(true);

  final WriteOptions unsynced = new WriteOptions();
  final WriteOptions synced = new WriteOptions().setSync(true);
  final EnvOptions largeTables;
  final EnvOptions sharedTables = TableFiles.cached();
  final Options tableOptions;

  private final LRUCache cache = new LRUCache(16 * MIB);

  /**
   * Keeps nothing. RocksDB hands out a block that a cache owns as it is, and copies one that no
   * cache owns: a GET of 1 MiB is a sixth faster for it.
   */
  private final LRUCache passing = new LRUCache(0);

  private final DBOptions options;
  private final List<ColumnFamilyOptions> familyOptions = new ArrayList<>();

  private ChunkDatabase(Path store, double collectedPart) throws RocksDBException {
    largeTables = TableFiles.large(store.resolve("pending"));
    options =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setParanoidChecks(true)
            .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
            .setAvoidFlushDuringRecovery(true)
            .setRecycleLogFileNum(4)
            .setBytesPerSync(MIB)
            .setWalBytesPerSync(MIB)
            .setMaxTotalWalSize(256 * MIB)
            .setMaxBackgroundJobs(2)
            .setMaxOpenFiles(1024)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(4)
            .setMaxLogFileSize(4 * MIB);
    var families =
        List.of(
            family("default", options(cache)),
            family("blobs", blobOptions(collectedPart)),
            family("tables", ingestedOptions()),
            family("gathered", ingestedOptions()));
    tableOptions = new Options(options, familyOptions.get(2));
    var handles = new ArrayList<ColumnFamilyHandle>();
    try {
      rocks = RocksDB.open(options, store.resolve("db").toString(), families, handles);
    } catch (RocksDBException failed) {
      closeSettings();
      throw failed;
    }
    rows = handles.get(0);
    blobs = handles.get(1);
    tables = handles.get(2);
    gathered = handles.get(3);
  }

  /**
   * @param store its folders {@code db} and {@code pending} are there
   */
  static ChunkDatabase open(Path store) throws RocksDBException {
    RocksDB.loadLibrary();
    return new ChunkDatabase(store, COLLECTED_PART_MAX);
  }

  /** Without collecting, which begins at once: it would read what is damaged. */
  static ChunkDatabase openResting(Path store) throws RocksDBException {
    return new ChunkDatabase(store, 0);
  }

  private ColumnFamilyDescriptor family(String name, ColumnFamilyOptions settings) {
    familyOptions.add(settings);
    return new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), settings);
  }

  private static ColumnFamilyOptions options(LRUCache blocks) {
    return new ColumnFamilyOptions()
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setWriteBufferSize(8 * MIB)
        .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(blocks));
  }

  private ColumnFamilyOptions blobOptions(double collectedPart) {
    return options(cache)
        .setWriteBufferSize(64 * MIB)
        .setMaxWriteBufferNumber(4)
        .setEnableBlobFiles(true)
        .setMinBlobSize(4096)
        .setBlobFileSize(256 * MIB)
        .setBlobCompressionType(CompressionType.NO_COMPRESSION)
        .setEnableBlobGarbageCollection(true)
        .setBlobGarbageCollectionAgeCutoff(collectedPart)
        .setBlobGarbageCollectionForceThreshold(0.5);
  }

  /** No file overlaps another, so there is nothing to compact. */
  private ColumnFamilyOptions ingestedOptions() {
    return options(passing).setDisableAutoCompactions(true);
  }

  /** Moves files of sorted keys into a family; they, their folder and the manifest are synced. */
  void ingest(ColumnFamilyHandle family, List<Path> files) throws RocksDBException {
    try (var how = new IngestExternalFileOptions()) {
      how.setMoveFiles(true);
      how.setSnapshotConsistency(false);
      rocks.ingestExternalFile(family, files.stream().map(Path::toString).toList(), how);
    }
  }

  private void closeSettings() {
    verified.close();
    unsynced.close();
    synced.close();
    tableOptions.close();
    largeTables.close();
    sharedTables.close();
    familyOptions.forEach(ColumnFamilyOptions::close);
    options.close();
    cache.close();
    passing.close();
  }

  @Override
  public void close() {
    gathered.close();
    tables.close();
    blobs.close();
    rows.close();
    rocks.close();
    closeSettings();
  }
}
