package coffer.node.index.decision;

import coffer.node.index.record.Garbage;
import coffer.node.index.row.ExtentCodec;
import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import coffer.node.index.row.RowReader;
import coffer.node.index.row.RowWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs that nothing refers to any more, and rows that expire. The entry that drops an extent adds
 * its garbage row, so that no run is ever forgotten. Pure.
 */
public final class GarbageDecisions {
  private static final int EXPIRING_VERSION = 1;

  private GarbageDecisions() {}

  /** Adds the garbage row of the extent, if it is a run. */
  static void drop(RowChanges changes, byte[] extentKey, byte[] extentRow, Instant now) {
    changes.delete(extentKey);
    ExtentCodec.runId(extentRow)
        .ifPresent(
            runId -> {
              changes.put(RowKeys.garbage(now, runId), new byte[0]);
              changes.put(RowKeys.garbageRun(runId), RowKeys.u64(now.toEpochMilli()));
            });
  }

  /** Drops all extents of a group. */
  static void dropGroup(
      IndexView view, RowChanges changes, String bucketId, String group, Instant now) {
    var prefix = RowKeys.extents(bucketId, group);
    try (var cursor = view.cursor()) {
      for (cursor.seek(prefix); cursor.on(prefix); cursor.next()) {
        drop(changes, cursor.key(), cursor.value(), now);
      }
    }
  }

  static List<Garbage> oldest(IndexView view, int limit) {
    var found = new ArrayList<Garbage>();
    var prefix = RowKeys.kind(RowKeys.GARBAGE);
    try (var cursor = view.cursor()) {
      for (cursor.seek(prefix); found.size() < limit && cursor.on(prefix); cursor.next()) {
        var key = cursor.key();
        found.add(
            new Garbage(
                HexFormat.of().formatHex(key, 9, 9 + RowKeys.ID_BYTES),
                Instant.ofEpochMilli(ByteBuffer.wrap(key).getLong(1))));
      }
    }
    return found;
  }

  static Decision<Void> collected(IndexView view, List<String> runIds) {
    var changes = new RowChanges();
    for (var runId : runIds) {
      view.get(RowKeys.garbageRun(runId))
          .ifPresent(
              since -> {
                var when = Instant.ofEpochMilli(ByteBuffer.wrap(since).getLong());
                changes.delete(RowKeys.garbage(when, runId)).delete(RowKeys.garbageRun(runId));
              });
    }
    return BucketDecisions.done(changes);
  }

  /** Every run that an extent or a garbage row refers to, some several times; a scan. */
  public static void forEachRun(IndexView view, Consumer<String> seen) {
    try (var cursor = view.cursor()) {
      var extents = RowKeys.kind(RowKeys.EXTENT);
      for (cursor.seek(extents); cursor.on(extents); cursor.next()) {
        ExtentCodec.runId(cursor.value()).ifPresent(seen);
      }
      var garbage = RowKeys.kind(RowKeys.GARBAGE_RUN);
      for (cursor.seek(garbage); cursor.on(garbage); cursor.next()) {
        seen.accept(HexFormat.of().formatHex(cursor.key(), 1, 1 + RowKeys.ID_BYTES));
      }
    }
  }

  /** The runs of extents among the changes. */
  public static void newRuns(RowChanges changes, Consumer<String> seen) {
    var extents = RowKeys.kind(RowKeys.EXTENT);
    changes
        .rows()
        .subMap(extents, RowKeys.behind(extents))
        .values()
        .forEach(row -> row.flatMap(ExtentCodec::runId).ifPresent(seen));
  }

  /** Begins a row that {@link #expired} removes after {@code when}: that is its first field. */
  static RowWriter expiring(Instant when) {
    return new RowWriter(EXPIRING_VERSION, 64).instant(when);
  }

  /** Behind the time at which the row expires. */
  static RowReader readExpiring(byte[] row) {
    var reader = new RowReader(row, EXPIRING_VERSION);
    reader.instant();
    return reader;
  }

  /** When a row that {@link #expiring} began is over. */
  static Instant expiry(byte[] row) {
    return new RowReader(row, EXPIRING_VERSION).instant();
  }

  static void putUntil(RowChanges changes, Instant when, byte[] key, byte[] value) {
    changes.put(key, value).put(RowKeys.expiry(when, key), new byte[0]);
  }

  /** Deletes up to {@code limit} rows whose time is over. */
  public static Decision<Void> expired(IndexView view, Instant now, int limit) {
    var changes = new RowChanges();
    var prefix = RowKeys.kind(RowKeys.EXPIRY);
    try (var cursor = view.cursor()) {
      cursor.seek(prefix);
      for (var left = limit; left > 0 && cursor.on(prefix); left--) {
        var key = cursor.key();
        if (ByteBuffer.wrap(key).getLong(1) > now.toEpochMilli()) {
          break;
        }
        changes.delete(key);
        var target = RowKeys.expiring(key);
        // It may have been put again since, with a later time.
        if (view.get(target).filter(row -> !expiry(row).isAfter(now)).isPresent()) {
          changes.delete(target);
        }
        cursor.next();
      }
    }
    return BucketDecisions.done(changes);
  }
}
