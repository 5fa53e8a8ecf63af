package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Bytes of one replica's files change: the others make it whole, and clients never notice. */
@Timeout(400)
final class DamagedReplicaIT {
  private static final int OBJECTS = 24;
  private static final int[] SIZES = {300, 40_000, 1_300_000, 9_000_000};
  private static StartedCluster cluster;
  private static String bucket;

  @BeforeAll
  static void start() throws Exception {
    cluster = StartedCluster.start(1, 3);
    cluster.awaitHealthy(1, 1);
    try (var s3 = cluster.s3(1, 1)) {
      bucket = DirectoryBuckets.create(s3, "damaged-replica");
      for (int number = 0; number < OBJECTS; number++) {
        var key = "k" + number;
        s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(bytes(number)));
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  private static byte[] bytes(int number) {
    return Bytes.of(number, SIZES[number % SIZES.length]);
  }

  private static void readAllFrom(int node) {
    try (var s3 = cluster.s3(1, node)) {
      readAll(s3);
    }
  }

  private static void readAll(S3Client s3) {
    for (int number = 0; number < OBJECTS; number++) {
      var key = "k" + number;
      assertArrayEquals(
          bytes(number), s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asByteArray(), key);
    }
    assertEquals(OBJECTS, s3.listObjectsV2(b -> b.bucket(bucket)).contents().size());
  }

  /** Each 512th byte in the middle half of the file. */
  private static void damage(Path path) throws IOException {
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      for (long at = file.length() / 4; at < file.length() * 3 / 4; at += 512) {
        file.seek(at);
        int was = file.read();
        file.seek(at);
        file.write(was ^ 0x20);
      }
    }
  }

  private static List<Path> files(Path folder, String pattern) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().matches(pattern))
          .filter(file -> file.toFile().length() > 0)
          .sorted()
          .toList();
    }
  }

  private static void damageAll(int node, String folder, String pattern) throws IOException {
    var files = files(cluster.data(1, node).resolve(folder), pattern);
    assertFalse(files.isEmpty(), folder);
    for (var file : files) {
      damage(file);
    }
  }

  private static double metric(int node, String prefix) throws IOException {
    try (var in = cluster.url(1, node).resolve("/-/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(prefix))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  private static void awaitMetric(int node, String prefix) throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(100).toNanos();
    while (metric(node, prefix) == 0) {
      assertTrue(System.nanoTime() < deadline, prefix);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  private static void whole(int node) {
    cluster.awaitHealthy(1, node);
    for (int reader = 1; reader <= 3; reader++) {
      readAllFrom(reader);
    }
  }

  @Test
  void damagedTablesOfTheIndexAreReplaced() throws Exception {
    var node = cluster.leader(1);
    cluster.stop(1, node);
    damageAll(node, "index/zone", ".*\\.sst");
    cluster.up();
    cluster.awaitHealthy(1, node);
    whole(node);
  }

  @Test
  void aDamagedLogIsTakenFromTheOthers() throws Exception {
    cluster.kill(1, 2);
    damageAll(2, "raft", "log_.*");
    cluster.up();
    whole(2);
  }

  @Test
  void damagedChunksOfAStoppedNodeAreFetched() throws Exception {
    cluster.stop(1, 3);
    damageAll(3, "chunks/db", ".*\\.(blob|sst|log)");
    cluster.up();
    whole(3);
  }

  @Test
  void chunksThatAreDamagedUnderARunningNodeAreFoundByReadsAndFetched() throws Exception {
    int node = 1;
    var tables =
        files(cluster.data(1, node).resolve("chunks/db"), ".*\\.sst").stream()
            .filter(file -> file.toFile().length() > 1_000_000)
            .toList();
    assertFalse(tables.isEmpty());
    for (var table : tables) {
      damage(table);
    }
    readAllFrom(node);
    awaitMetric(node, "coffer_copies_damaged_total");
    awaitMetric(node, "coffer_runs_healed_total");
    whole(node);
  }

  @Test
  void rowsThatAreDamagedUnderARunningNodeAreFoundAndReplaced() throws Exception {
    var node = cluster.leader(1);
    cluster.stop(1, node);
    var tables = files(cluster.data(1, node).resolve("index/zone"), ".*\\.sst");
    assertFalse(tables.isEmpty());
    for (var table : tables) {
      damageRowsOnly(table);
    }
    cluster.up();
    awaitMetric(node, "coffer_index_replaced_total");
    whole(node);
  }

  /** Neither the first rows, which are read at a start, nor what describes the rest. */
  private static void damageRowsOnly(Path table) throws IOException {
    try (var file = new RandomAccessFile(table.toFile(), "rw")) {
      for (long at = file.length() / 3; at < file.length() * 2 / 3; at += 1024) {
        file.seek(at);
        int was = file.read();
        file.seek(at);
        file.write(was ^ 0x20);
      }
    }
  }
}
