package coffer.node.chunk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Refuses writes before the disk is full. RocksDB stops all writing after a failed append to its
 * log, so it is kept from meeting one.
 */
final class FreeSpace {
  private static final long CHECK_INTERVAL_NANOS = 100_000_000L;

  private final FileStore disk;
  private final long reserveBytes;
  private volatile long usableBytes;
  private volatile long checkedAtNanos;

  private FreeSpace(FileStore disk, long reserveBytes) throws IOException {
    this.disk = disk;
    this.reserveBytes = reserveBytes;
    this.usableBytes = disk.getUsableSpace();
    this.checkedAtNanos = System.nanoTime();
  }

  /**
   * @param reserveBytesMax what stays free, or a quarter of a small disk; more than the index needs
   *     to start
   */
  static FreeSpace of(Path folder, long reserveBytesMax) throws IOException {
    var disk = Files.getFileStore(folder);
    return new FreeSpace(disk, Math.min(reserveBytesMax, disk.getTotalSpace() / 4));
  }

  void require(long bytes) {
    if (System.nanoTime() - checkedAtNanos > CHECK_INTERVAL_NANOS) {
      try {
        usableBytes = disk.getUsableSpace();
      } catch (IOException failed) {
        throw new ChunkStoreException(ChunkStoreException.Kind.FAILED, failed.toString());
      }
      checkedAtNanos = System.nanoTime();
    }
    if (usableBytes - bytes < reserveBytes) {
      throw new ChunkStoreException(ChunkStoreException.Kind.FULL, "the disk is full");
    }
  }
}
