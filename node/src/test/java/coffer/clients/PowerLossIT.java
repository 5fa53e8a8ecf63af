package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The power fails under load: the disk keeps what was synced and nothing else. What was
 * acknowledged is there byte for byte. {@code -Dcoffer.power.rounds=N} makes a longer run of it.
 */
final class PowerLossIT {
  private static final int ROUNDS = Integer.getInteger("coffer.power.rounds", 2);
  private static final long SEED = Long.getLong("coffer.power.seed", System.nanoTime());

  @Test
  void whatWasAcknowledgedSurvivesPowerCuts() throws Throwable {
    var random = new Random(SEED);
    try (var disk = LoopDisk.make(3L << 30)) {
      var server = StartedServer.startIn(disk.folder().resolve("data"));
      try (var s3 = server.s3();
          var kms = server.kms()) {
        // Cut at once: what the first start made must not change its identity later.
        var bucket = DirectoryBuckets.create(s3, "power");
        var arn = kms.createKey(b -> b.description("power")).keyMetadata().arn();
        DirectoryBuckets.encryptWithKms(s3, bucket, arn);
        var identity = Files.readString(server.data().resolve("identity"));
        cut(disk, server);
        assertEquals(identity, Files.readString(server.data().resolve("identity")));

        var workload = new Workload(bucket, 6, SEED);
        for (int round = 0; round < ROUNDS; round++) {
          workload.verify(s3);
          assertEquals(arn, keyOf(s3, bucket));
          workload.runWhile(
              s3,
              () -> {
                TimeUnit.MILLISECONDS.sleep(800 + random.nextInt(2500));
                try {
                  disk.cutPower();
                } catch (Throwable refused) {
                  throw new IllegalStateException(refused);
                }
                TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
                server.kill();
              });
          disk.remount();
          server.startAgain();
        }
        workload.verify(s3);
        assertEquals(arn, keyOf(s3, bucket));
        assertTrue(workload.acknowledged() > ROUNDS, workload.acknowledged() + " calls");
        System.out.println("power: " + workload.acknowledged() + " calls, " + ROUNDS + " cuts");
      } catch (SdkException failed) {
        throw new AssertionError(
            "seed " + SEED + "\n" + String.join("\n", server.output()), failed);
      } finally {
        server.close();
      }
    }
  }

  private static void cut(LoopDisk disk, StartedServer server) throws Throwable {
    disk.cutPower();
    server.kill();
    disk.remount();
    server.startAgain();
  }

  private static String keyOf(software.amazon.awssdk.services.s3.S3Client s3, String bucket) {
    return s3.getBucketEncryption(b -> b.bucket(bucket))
        .serverSideEncryptionConfiguration()
        .rules()
        .getFirst()
        .applyServerSideEncryptionByDefault()
        .kmsMasterKeyID();
  }
}
