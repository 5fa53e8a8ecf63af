package coffer.node.index.database;

import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;

/**
 * Memory for blocks of rows that were read, shared by a node's groups: the objects of one are asked
 * for more than those of another. It takes what it holds and no more than its capacity.
 */
public final class RowCache implements AutoCloseable {
  /** What {@code index-cache} of the configuration is when nobody sets it. */
  public static final long CAPACITY = 512L << 20;

  static {
    RocksDB.loadLibrary();
  }

  final Cache blocks;

  /** Of the threads that read through the cache and must not all wait for the disk. */
  final DiskTurn turn = new DiskTurn();

  /**
   * @param capacity in bytes
   */
  public RowCache(long capacity) {
    blocks = new LRUCache(capacity);
  }

  /** After the databases that use it. */
  @Override
  public void close() {
    blocks.close();
  }
}
