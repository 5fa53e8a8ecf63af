package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A disk that fills up: writes of every size are refused with 503, reads and deletions go on, a
 * restart works, and writes work again once there is room.
 */
final class DiskFullIT {
  private static final int[] SIZES = {1000, 200_000, 9_000_000};

  @Test
  void aFullDiskRefusesWritesAndNothingElse() throws Exception {
    try (var disk = LoopDisk.make(1L << 30)) {
      var server = StartedServer.startIn(disk.folder().resolve("data"));
      try (var s3 = server.s3()) {
        var bucket = DirectoryBuckets.create(s3, "full");
        var ballast = disk.folder().resolve("ballast");
        takeAllBut(disk, ballast, 400L << 20);
        int objects = fill(s3, bucket);
        assertTrue(objects > 5, objects + " objects");
        // A quarter of the disk is kept, and a quarter of that for deletions. Flushes move the
        // limit.
        takeAllBut(disk, ballast, 140L << 20);
        for (var size : SIZES) {
          assertRefused(s3, bucket, "refused/" + size, size);
        }
        verify(s3, bucket, objects);
        s3.deleteObject(b -> b.bucket(bucket).key("o/0"));

        server.kill();
        server.startAgain();
        verify(s3, bucket, objects);
        assertRefused(s3, bucket, "refused/again", 1000);

        // Others take what was left: now changes are refused as well.
        takeAllBut(disk, ballast, 20L << 20);
        assertEquals(
            503,
            assertThrows(S3Exception.class, () -> s3.deleteObject(b -> b.bucket(bucket).key("o/1")))
                .statusCode());
        verify(s3, bucket, objects);

        Files.delete(ballast);
        TimeUnit.MILLISECONDS.sleep(200);
        for (var size : SIZES) {
          s3.putObject(
              b -> b.bucket(bucket).key("o/" + (1_000_000 + size)),
              RequestBody.fromBytes(Bytes.of(size, size)));
        }
        server.kill();
        server.startAgain();
        verify(s3, bucket, objects);
        for (var size : SIZES) {
          assertArrayEquals(Bytes.of(size, size), get(s3, bucket, "o/" + (1_000_000 + size)));
        }
      } catch (RuntimeException | Error failed) {
        throw new AssertionError(String.join("\n", server.output()), failed);
      } finally {
        server.close();
      }
    }
  }

  /** Lets a file grow until this much room is left. */
  private static void takeAllBut(LoopDisk disk, Path ballast, long bytes) throws Exception {
    long usable = Files.getFileStore(disk.folder()).getUsableSpace();
    long length = (Files.exists(ballast) ? Files.size(ballast) : 0) + Math.max(0, usable - bytes);
    var command = List.of("fallocate", "-l", Long.toString(length), ballast.toString());
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    TimeUnit.MILLISECONDS.sleep(200);
  }

  /** Objects {@code o/0}, {@code o/1} and so on until one is refused. */
  private static int fill(S3Client s3, String bucket) {
    for (int number = 0; ; number++) {
      var key = "o/" + number;
      var content = Bytes.of(number, SIZES[number % SIZES.length]);
      try {
        s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(content));
      } catch (S3Exception full) {
        assertEquals(503, full.statusCode(), full.getMessage());
        return number;
      }
    }
  }

  private static void assertRefused(S3Client s3, String bucket, String key, int size) {
    var refusal =
        assertThrows(
            S3Exception.class,
            () ->
                s3.putObject(
                    b -> b.bucket(bucket).key(key), RequestBody.fromBytes(Bytes.of(1, size))));
    assertEquals(503, refusal.statusCode(), refusal.getMessage());
  }

  /** All but {@code o/0}, which is deleted; and nothing that was refused. */
  private static void verify(S3Client s3, String bucket, int objects) {
    for (int number = 1; number < objects; number++) {
      assertArrayEquals(
          Bytes.of(number, SIZES[number % SIZES.length]), get(s3, bucket, "o/" + number));
    }
    assertEquals(
        0,
        s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix("refused/")).contents().stream()
            .map(S3Object::key)
            .count());
  }

  private static byte[] get(S3Client s3, String bucket, String key) {
    return s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asByteArray();
  }
}
