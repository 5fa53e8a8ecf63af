package coffer.node.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees the room of deleted runs: tables of which less than half is alive are copied to a new one,
 * and deleted. Not safe for use by several threads, nor beside {@link GatheredRuns#moveOne}.
 */
final class TableCompaction {
  private static final Logger LOG = LoggerFactory.getLogger(TableCompaction.class);
  private static final double LIVE_SHARE_MAX = 0.5;

  /** What one new table holds, about. */
  private static final long COPIED_BYTES_MAX = 64L << 20;

  private final GatheredRuns runs;

  /** Tables with bytes that changed on disk; what they have is told as damaged, so they stay. */
  private final Set<Long> damaged = new HashSet<>();

  TableCompaction(GatheredRuns runs) {
    this.runs = runs;
  }

  /**
   * Makes one new table of several, when so much was deleted that it is worth to look.
   *
   * @return whether there may be more to do
   */
  boolean compact(ChunkDatabase db, Path pending) throws IOException, RocksDBException {
    var sizes = GatheredTables.sizes(db);
    if (!runs.compactionIsDue(sizes.values().stream().mapToLong(Long::longValue).sum())) {
      return false;
    }
    sizes.keySet().removeAll(runs.pinned());
    sizes.keySet().removeAll(damaged);
    for (var chosen : choose(sizes, liveBytes(db))) {
      copy(db, pending, chosen);
    }
    return true;
  }

  /**
   * Tables to be copied to one, several times; those of which nothing lives come with the first.
   *
   * @param sizes bytes of the tables, by number
   * @param live bytes of what rows refer to, by number
   */
  static List<List<Long>> choose(Map<Long, Long> sizes, Map<Long, Long> live) {
    var candidates =
        sizes.keySet().stream()
            .filter(
                table ->
                    live.getOrDefault(table, 0L) < LIVE_SHARE_MAX * sizes.getOrDefault(table, 0L))
            .sorted(Comparator.comparing(table -> live.getOrDefault(table, 0L)))
            .toList();
    var chosen = new ArrayList<List<Long>>();
    var together = new ArrayList<Long>();
    long bytes = 0;
    for (var table : candidates) {
      var more = live.getOrDefault(table, 0L);
      if (bytes + more > COPIED_BYTES_MAX && !together.isEmpty()) {
        chosen.add(List.copyOf(together));
        together.clear();
        bytes = 0;
      }
      together.add(table);
      bytes += more;
    }
    // A table alone would only become another.
    if (together.size() > 1 || bytes == 0 && !together.isEmpty()) {
      chosen.add(together);
    }
    return chosen;
  }

  private static Map<Long, Long> liveBytes(ChunkDatabase db) throws RocksDBException {
    var live = new HashMap<Long, Long>();
    try (var rows = db.rocks.newIterator(db.rows)) {
      for (rows.seekToFirst(); rows.isValid(); rows.next()) {
        if (GatheredRow.is(rows.value())) {
          var row = GatheredRow.of(rows.value());
          for (int chunk = 0; chunk < row.chunks(); chunk++) {
            live.merge(row.file(chunk), (long) row.bytesOf(chunk), Long::sum);
          }
        }
      }
      rows.status();
    }
    return live;
  }

  private void copy(ChunkDatabase db, Path pending, List<Long> tables)
      throws IOException, RocksDBException {
    var readable = new ArrayList<Long>();
    var alive = new HashMap<GatheredTables.Chunk, Long>();
    for (long table : tables) {
      var found = alive(db, table);
      if (found != null) {
        readable.add(table);
        found.forEach(chunk -> alive.put(chunk, table));
      }
    }
    var number = GatheredTables.nextCompacted(db);
    GatheredTables.write(
        db,
        pending,
        number,
        List.copyOf(alive.keySet()),
        runs.pace(),
        (chunk, into) -> body(db, alive.getOrDefault(chunk, 0L), chunk, into));
    runs.exchange(db, alive, number);
    for (long table : readable) {
      GatheredTables.drop(db, table);
    }
  }

  private static @Nullable ByteBuffer body(
      ChunkDatabase db, long table, GatheredTables.Chunk chunk, ByteBuffer into)
      throws RocksDBException {
    var body = GatheredTables.read(db, table, chunk.run(), chunk.number(), ChunkReading.VERIFIED);
    return body == null ? null : into.clear().put(body).flip();
  }

  /** The chunks in a table that rows refer to; null when it is damaged. */
  private @Nullable List<GatheredTables.Chunk> alive(ChunkDatabase db, long table)
      throws RocksDBException {
    var alive = new ArrayList<GatheredTables.Chunk>();
    try {
      GatheredTables.visit(
          db,
          table,
          chunk -> {
            var row = db.rocks.get(db.rows, chunk.run().bytes());
            if (row != null
                && GatheredRow.is(row)
                && GatheredRow.of(row).file(chunk.number()) == table) {
              alive.add(chunk);
            }
          });
      return alive;
    } catch (RocksDBException failed) {
      var status = failed.getStatus();
      if (status == null || status.getCode() != Status.Code.Corruption) {
        throw failed;
      }
      LOG.error("table {} is damaged, and not compacted: {}", table, failed.getMessage());
      damaged.add(table);
      return null;
    }
  }
}
