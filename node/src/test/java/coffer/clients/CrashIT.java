package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * SIGKILL under load: what was acknowledged is there byte for byte, and nothing is there by half.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CrashIT {
  private static final int[] SIZES = {0, 10, 4096, 16_384, 70_000, 1_200_000, 9_000_000};

  private StartedServer server;
  private S3Client s3;

  @BeforeAll
  void start() throws Exception {
    server = StartedServer.start();
    s3 = server.s3();
    DirectoryBuckets.create(s3, "crash");
  }

  @AfterAll
  void stop() throws IOException {
    s3.close();
    server.close();
  }

  /** An attempt to write: the object's bytes follow from its seed and length. */
  private record Attempt(long seed, int length, boolean acknowledged) {}

  @RepeatedTest(3)
  void acknowledgedObjectsSurviveAKill() throws Exception {
    var bucket = DirectoryBuckets.name("crash");
    var attempts = new ConcurrentHashMap<String, Attempt>();
    var killed = new AtomicBoolean();
    var round = new Random().nextLong();
    try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int w = 0; w < 8; w++) {
        int writer = w;
        writers.submit(() -> write(bucket, writer, round, attempts, killed));
      }
      TimeUnit.MILLISECONDS.sleep(1500 + new Random(round).nextInt(700));
      killed.set(true);
      server.killAndRestart();
    }
    long acknowledged = attempts.values().stream().filter(Attempt::acknowledged).count();
    assertTrue(acknowledged > 10, "only " + acknowledged + " writes were acknowledged");
    for (var entry : attempts.entrySet()) {
      verify(bucket, entry);
    }
    var listed =
        s3.listObjectsV2Paginator(b -> b.bucket(bucket)).contents().stream()
            .map(S3Object::key)
            .collect(java.util.stream.Collectors.toSet());
    for (var entry : attempts.entrySet()) {
      if (entry.getValue().acknowledged()) {
        assertTrue(listed.contains(entry.getKey()), entry.getKey() + " is not listed");
      }
    }
  }

  private void write(
      String bucket, int writer, long round, Map<String, Attempt> attempts, AtomicBoolean killed) {
    for (int i = 0; !killed.get() && i < 100_000; i++) {
      var seed = round + writer * 1_000_000L + i;
      var length = SIZES[new Random(seed).nextInt(SIZES.length)];
      var key = "r" + round + "/" + writer + "/" + i;
      attempts.put(key, new Attempt(seed, length, false));
      try {
        s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(Bytes.of(seed, length)));
        attempts.put(key, new Attempt(seed, length, true));
      } catch (SdkException cutOff) {
        // Neither acknowledged nor refused: it may be there or not, but never by half.
        return;
      }
    }
  }

  private void verify(String bucket, Map.Entry<String, Attempt> entry) {
    var attempt = entry.getValue();
    try {
      var read = s3.getObjectAsBytes(b -> b.bucket(bucket).key(entry.getKey()));
      assertEquals(attempt.length(), read.asByteArray().length, entry.getKey());
      assertArrayEquals(Bytes.of(attempt.seed(), attempt.length()), read.asByteArray());
    } catch (NoSuchKeyException absent) {
      assertTrue(!attempt.acknowledged(), entry.getKey() + " was acknowledged and is gone");
    }
  }
}
