package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * SIGKILL under load, and during starts: what was acknowledged is there byte for byte, and nothing
 * is there by half. {@code -Dcoffer.crash.rounds=N} makes a longer run of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CrashIT {
  private static final int ROUNDS = Integer.getInteger("coffer.crash.rounds", 2);
  private static final long SEED = Long.getLong("coffer.crash.seed", System.nanoTime());

  private final Random random = new Random(SEED);

  /** Buckets with the key that they were given, if that was acknowledged. */
  private final Map<String, String> encrypted = new LinkedHashMap<>();

  private StartedServer server;
  private S3Client s3;
  private KmsClient kms;

  @BeforeAll
  void start() throws Exception {
    server = StartedServer.start();
    s3 = server.s3();
    kms = server.kms();
    DirectoryBuckets.create(s3, "crash");
  }

  @AfterAll
  void stop() throws IOException {
    s3.close();
    kms.close();
    server.close();
  }

  @Test
  void whatWasAcknowledgedSurvivesKills() throws Exception {
    var workload = new Workload(DirectoryBuckets.name("crash"), 6, SEED);
    for (int round = 0; round < ROUNDS; round++) {
      int number = round;
      workload.runWhile(
          s3,
          () -> {
            var configuring = Thread.ofVirtual().start(() -> configure(number));
            TimeUnit.MILLISECONDS.sleep(800 + random.nextInt(1500));
            server.kill();
            configuring.join();
          });
      if (random.nextInt(2) == 0) {
        server.killDuringStart(random.nextInt(3500));
      }
      server.startAgain();
      workload.verify(s3);
      verifyConfiguration();
    }
    assertTrue(workload.acknowledged() > ROUNDS, workload.acknowledged() + " calls, " + SEED);
    System.out.println("crash: " + workload.acknowledged() + " calls in " + ROUNDS + " rounds");
  }

  /** Keys and bucket configurations, until the server dies. */
  private void configure(int round) {
    try {
      for (int i = 0; i < 1000; i++) {
        var arn = kms.createKey(b -> b.description("crash")).keyMetadata().arn();
        var bucket = DirectoryBuckets.create(s3, "crash-" + round + "-" + i);
        encrypted.put(bucket, "");
        DirectoryBuckets.encryptWithKms(s3, bucket, arn);
        encrypted.put(bucket, arn);
      }
    } catch (SdkException cutOff) {
      // What was acknowledged before is looked at.
    }
  }

  private void verifyConfiguration() {
    for (var entry : encrypted.entrySet()) {
      s3.headBucket(b -> b.bucket(entry.getKey()));
      if (!entry.getValue().isEmpty()) {
        var rule =
            s3.getBucketEncryption(b -> b.bucket(entry.getKey()))
                .serverSideEncryptionConfiguration()
                .rules()
                .getFirst()
                .applyServerSideEncryptionByDefault();
        assertEquals(entry.getValue(), rule.kmsMasterKeyID());
        assertTrue(kms.describeKey(b -> b.keyId(entry.getValue())).keyMetadata().enabled());
      }
    }
  }
}
