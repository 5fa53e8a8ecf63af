package coffer.node.chunk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the collection of blob files' garbage within the room that the disk has. One compaction
 * writes anew what lives in the oldest files, up to a quarter of all bytes, before it deletes any;
 * where that does not fit it fails, is tried again, and each time leaves a part of a blob file
 * behind that RocksDB deletes only when it is opened next. A disk that was full for a moment then
 * stays so for good.
 *
 * <p>Not safe for use by several threads.
 */
final class BlobCare {
  private static final Logger LOG = LoggerFactory.getLogger(BlobCare.class);

  /** What of the room may be written before anything is deleted. */
  private static final double SHARE_OF_ROOM = 0.5;

  /** Halvings after which nothing is collected. */
  private static final int STEPS = 5;

  /** An hour, with a look every five seconds. */
  private static final int LOOKS_TO_REST = 720;

  private final Path folder;
  private double cutoff = ChunkDatabase.COLLECTED_PART_MAX;
  private long errors;
  private boolean suspicious;
  private int looksToRest;
  private Set<Path> suspects = Set.of();

  /**
   * @param folder RocksDB's
   */
  BlobCare(Path folder) {
    this.folder = folder;
  }

  /**
   * Looks once.
   *
   * @param usableBytes free on the disk
   */
  void look(ChunkDatabase db, long usableBytes) throws RocksDBException, IOException {
    looksToRest = Math.max(0, looksToRest - 1);
    var blobBytes = db.rocks.getLongProperty(db.blobs, "rocksdb.total-blob-file-size");
    var wanted = looksToRest > 0 ? 0 : cutoff(usableBytes, blobBytes);
    if (wanted != cutoff) {
      collectFrom(db, wanted);
    }
    var failures = db.rocks.getLongProperty("rocksdb.background-errors");
    suspicious |= failures > errors;
    errors = failures;
    if (suspicious) {
      removeOrphans(db);
    }
  }

  /** The part of the blob files, the oldest first, that may be collected at once. */
  static double cutoff(long usableBytes, long blobBytes) {
    var fits = SHARE_OF_ROOM * usableBytes / Math.max(1, blobBytes);
    var part = ChunkDatabase.COLLECTED_PART_MAX;
    for (int step = 0; step < STEPS; step++, part /= 2) {
      if (part <= fits) {
        return part;
      }
    }
    return 0;
  }

  /**
   * After damage was met: nothing is collected, and so read, while copies are compared. The
   * database has been opened {@link ChunkDatabase#openResting}.
   */
  void rest() {
    errors = 0;
    suspicious = false;
    looksToRest = LOOKS_TO_REST;
    cutoff = 0;
  }

  /** Whether writes are refused because a compaction met damage. */
  static boolean stoppedByDamage(ChunkDatabase db) throws RocksDBException {
    if (db.rocks.getLongProperty("rocksdb.background-errors") == 0) {
      return false;
    }
    try (var nothing = new WriteBatch()) {
      nothing.putLogData(new byte[1]);
      db.rocks.write(db.unsynced, nothing);
      return false;
    } catch (RocksDBException refused) {
      var status = refused.getStatus();
      return status != null && status.getCode() == Status.Code.Corruption;
    }
  }

  private void collectFrom(ChunkDatabase db, double part) {
    cutoff = part;
    try {
      db.rocks.setOptions(
          db.blobs,
          MutableColumnFamilyOptions.builder().setBlobGarbageCollectionAgeCutoff(part).build());
    } catch (RocksDBException unwritten) {
      // They hold all the same; a full disk only keeps them from being written down.
      LOG.debug("the options of the blob lane were not written down", unwritten);
    }
  }

  /**
   * Deletes blob files that nothing refers to, at the second sight of them: a read that began
   * before may still use one that has just been replaced.
   */
  void removeOrphans(ChunkDatabase db) throws RocksDBException, IOException {
    if (db.rocks.getLongProperty("rocksdb.num-running-compactions") > 0) {
      return; // What it writes is referred to by nothing either, and it may take long.
    }
    var found = orphans(db);
    for (var orphan : found) {
      if (suspects.contains(orphan)) {
        LOG.info("{} is left of a compaction that failed, and deleted", orphan);
        Files.deleteIfExists(orphan);
      }
    }
    found.removeAll(suspects);
    suspects = Set.copyOf(found);
    suspicious = !found.isEmpty();
  }

  private Set<Path> orphans(ChunkDatabase db) throws RocksDBException, IOException {
    var found = new HashSet<Path>();
    db.rocks.pauseBackgroundWork();
    try (var files = Files.newDirectoryStream(folder, "*.blob")) {
      var live = live(db);
      for (var file : files) {
        if (!live.contains(file.getFileName().toString())) {
          found.add(file);
        }
      }
    } finally {
      db.rocks.continueBackgroundWork();
    }
    return found;
  }

  /** Names, which RocksDB tells with a slash in front. */
  private static Set<String> live(ChunkDatabase db) throws RocksDBException {
    return db.rocks.getLiveFiles(false).files.stream()
        .map(name -> name.substring(1))
        .collect(Collectors.toSet());
  }
}
