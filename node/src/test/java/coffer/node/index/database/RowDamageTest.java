package coffer.node.index.database;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.index.row.CorruptRowException;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import coffer.node.replication.DamagedLogException;
import coffer.node.replication.LogPosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows whose files change behind RocksDB's back. */
final class RowDamageTest {
  private static final LogPosition AT = new LogPosition(1, 7);

  @TempDir Path folder;

  private IndexRows filled() {
    var rows = new IndexRows(folder);
    var changes = new RowChanges();
    for (int number = 0; number < 2_000; number++) {
      changes.put(RowKeys.bucket("bucket-" + number), new byte[] {1, (byte) number});
    }
    rows.apply(AT, changes.encode());
    rows.persist();
    return rows;
  }

  private static byte[] snapshot(IndexRows rows) throws Exception {
    var bytes = new ByteArrayOutputStream();
    rows.writeSnapshot(bytes);
    return bytes.toByteArray();
  }

  /** Rows, but not the first ones: a file begins with the position, which is read at once. */
  private static void damageRows(Path table) throws Exception {
    damage(table, 8_192);
  }

  private static void damage(Path table, long from) throws Exception {
    try (var file = new RandomAccessFile(table.toFile(), "rw")) {
      for (long at = from; at < file.length() / 2; at += 512) {
        file.seek(at);
        int was = file.read();
        file.seek(at);
        file.write(was ^ 0x10);
      }
    }
  }

  private static byte[] read(IndexRows rows, int number) {
    return rows.read(view -> view.get(RowKeys.bucket("bucket-" + number))).orElseThrow();
  }

  @Test
  void damagedRowsAreReplacedAndEntriesGoOnBehindThem() throws Exception {
    byte[] good;
    try (var rows = filled()) {
      good = snapshot(rows);
      rows.tableFiles().forEach(file -> assertTrue(Files.exists(file), file.toString()));
      damageRows(rows.tableFiles().getFirst());
    }
    try (var rows = new IndexRows(folder)) {
      rows.health().onDamage(failure -> true);
      assertThrows(UncheckedIOException.class, () -> read(rows, 1_500));
      assertTrue(rows.health().damaged());
      assertEquals(AT, rows.replace(new ByteArrayInputStream(good)));
      assertFalse(rows.health().damaged());
      assertEquals(1, rows.health().replacements());
      for (int number = 0; number < 2_000; number++) {
        assertArrayEquals(new byte[] {1, (byte) number}, read(rows, number));
      }
      rows.apply(
          new LogPosition(1, 8),
          new RowChanges().put(RowKeys.bucket("later"), new byte[1]).encode());
      assertEquals(8, rows.applied().index());
    }
    try (var rows = new IndexRows(folder)) {
      assertEquals(8, rows.applied().index());
      assertArrayEquals(new byte[] {1, 5}, read(rows, 5));
    }
  }

  @Test
  void withoutAnotherReplicaWhatCanBeReadIsServed() throws Exception {
    try (var rows = filled()) {
      damageRows(rows.tableFiles().getFirst());
    }
    try (var rows = new IndexRows(folder)) {
      assertThrows(UncheckedIOException.class, () -> read(rows, 1_500));
      assertFalse(rows.health().damaged());
      assertEquals(1, rows.health().damages());
    }
  }

  @Test
  void anEntryThatTheRowsHoldIsNotAppliedAgain() throws Exception {
    try (var rows = filled()) {
      rows.apply(AT, new RowChanges().put(RowKeys.bucket("bucket-1"), new byte[] {9, 9}).encode());
      assertArrayEquals(new byte[] {1, 1}, read(rows, 1));
    }
  }

  @Test
  void waitingEndsWhenTheNodeStops() throws Exception {
    var health = new RowHealth();
    health.onDamage(failure -> true);
    assertTrue(health.found(new CorruptRowException("a test's")));
    var waiting = CompletableFuture.runAsync(health::awaitWhole);
    health.stop();
    var failure =
        assertThrows(
            java.util.concurrent.ExecutionException.class, () -> waiting.get(5, TimeUnit.SECONDS));
    assertTrue(failure.getCause() instanceof IllegalStateException);
  }

  @Test
  void aDatabaseThatCannotBeOpenedIsSaidToBeDamaged() throws Exception {
    filled().close();
    try (var files = Files.list(folder)) {
      var manifest =
          files
              .filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
              .findFirst()
              .orElseThrow();
      damage(manifest, 0);
    }
    assertThrows(DamagedLogException.class, () -> new IndexRows(folder).close());
  }
}
