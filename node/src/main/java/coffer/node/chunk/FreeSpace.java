package coffer.node.chunk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Refuses writes before the disk is full. RocksDB and the replicated log stop all writing after a
 * failed append, until a restart, so they are kept from meeting one. Objects' bytes are refused
 * first: the last {@link #LAST_PART} of the reserve is for deletions and the like, and what remains
 * then for what was accepted before and still waits in memory.
 */
public final class FreeSpace {
  /**
   * What stays free, or a quarter of a small disk: memory tables of both databases go there, and
   * what compaction writes before it deletes, which is several blob files of 256 MiB. With 256 MiB
   * free disks of 4 GiB were seen to fill up under load that overwrites all the time.
   */
  private static final long RESERVE_BYTES_MAX = 1L << 30;

  private static final int LAST_PART = 4;
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

  /** Of the disk that the folder is on. */
  public static FreeSpace of(Path folder) throws IOException {
    var disk = Files.getFileStore(folder);
    return new FreeSpace(disk, Math.min(RESERVE_BYTES_MAX, disk.getTotalSpace() / 4));
  }

  /** Throws {@link ChunkStoreException.Kind#FULL} when {@code bytes} more touch the reserve. */
  void require(long bytes) {
    if (usable() - bytes < reserveBytes) {
      throw new ChunkStoreException(ChunkStoreException.Kind.FULL, "the disk is full");
    }
  }

  /** Whether small changes of metadata may still be made. */
  public boolean forChanges() {
    return usable() >= reserveBytes / LAST_PART;
  }

  /** Bytes free on the disk, a moment ago. */
  long usable() {
    if (System.nanoTime() - checkedAtNanos > CHECK_INTERVAL_NANOS) {
      try {
        usableBytes = disk.getUsableSpace();
      } catch (IOException failed) {
        throw new ChunkStoreException(ChunkStoreException.Kind.FAILED, failed.toString());
      }
      checkedAtNanos = System.nanoTime();
    }
    return usableBytes;
  }
}
