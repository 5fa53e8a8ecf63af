package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lifecycle rules carried out, by days that the configuration made short. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LifecycleIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BIG = 3 << 20;

  @TempDir static Path folder;

  private StartedServer server;
  private S3Client s3;

  @BeforeAll
  void start() throws Exception {
    var config =
        Files.writeString(
            folder.resolve("coffer.conf"),
            """
            lifecycle { day = 2s, interval = 200ms, garbage-interval = 200ms, garbage-grace = 500ms }
            """);
    server = StartedServer.start("--config", config.toString());
    s3 = server.s3();
  }

  @AfterAll
  void stop() throws Exception {
    s3.close();
    server.close();
  }

  private String bucket(String name) {
    if (name.startsWith("general")) {
      s3.createBucket(b -> b.bucket(name));
      return name;
    }
    return DirectoryBuckets.create(s3, name);
  }

  private void put(String bucket, String key, int bytes) {
    s3.putObject(
        b -> b.bucket(bucket).key(key), RequestBody.fromBytes(Bytes.of(key.hashCode(), bytes)));
  }

  private Set<String> keys(String bucket) {
    return s3.listObjectsV2(b -> b.bucket(bucket)).contents().stream()
        .map(S3Object::key)
        .collect(Collectors.toSet());
  }

  private static <T> void eventually(T expected, Callable<T> actual) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    var last = actual.call();
    while (!last.equals(expected) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      last = actual.call();
    }
    assertEquals(expected, last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"expiring", "general-expiring"})
  void expiredObjectsGoAndOthersStay(String name) throws Exception {
    var bucket = bucket(name);
    put(bucket, "logs/old", 100);
    put(bucket, "kept/old", 100);
    put(bucket, "sized/small", 10);
    put(bucket, "sized/middle", 100);
    put(bucket, "sized/large", 1000);
    LifecycleRules.put(
        s3,
        bucket,
        LifecycleRules.expire("logs/", 1),
        LifecycleRules.expire("kept/", 1000),
        LifecycleRules.rule(
            r ->
                r.filter(
                        f ->
                            f.and(
                                a ->
                                    a.prefix("sized/")
                                        .objectSizeGreaterThan(10L)
                                        .objectSizeLessThan(1000L)))
                    .expiration(e -> e.days(1))));
    eventually(Set.of("kept/old", "sized/small", "sized/large"), () -> keys(bucket));
    assertEquals(3, s3.getBucketLifecycleConfiguration(b -> b.bucket(bucket)).rules().size());
  }

  @Test
  void aRuleThatIsSwitchedOffDoesNothing() throws Exception {
    var bucket = bucket("switched-off");
    put(bucket, "off/a", 10);
    put(bucket, "on/a", 10);
    LifecycleRules.put(
        s3,
        bucket,
        LifecycleRules.expire("on/", 1),
        LifecycleRules.expire("off/", 1).toBuilder().status("Disabled").build());
    eventually(Set.of("off/a"), () -> keys(bucket));
  }

  @ParameterizedTest
  @ValueSource(strings = {"aborting", "general-aborting"})
  void uploadsThatWereLeftAreEnded(String name) throws Exception {
    var bucket = bucket(name);
    for (var key : Set.of("left/a", "kept/a")) {
      var upload = s3.createMultipartUpload(b -> b.bucket(bucket).key(key)).uploadId();
      s3.uploadPart(
          b -> b.bucket(bucket).key(key).uploadId(upload).partNumber(1),
          RequestBody.fromBytes(Bytes.of(1, BIG)));
    }
    LifecycleRules.put(
        s3,
        bucket,
        LifecycleRules.rule(
            r ->
                r.filter(f -> f.prefix("left/"))
                    .abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(1))));
    eventually(
        Set.of("kept/a"),
        () ->
            s3.listMultipartUploads(b -> b.bucket(bucket)).uploads().stream()
                .map(upload -> upload.key())
                .collect(Collectors.toSet()));
  }

  /** Bytes in the files of the chunk store. */
  private long chunkBytes() throws Exception {
    try (var files = Files.walk(server.data().resolve("chunks"))) {
      return files.filter(Files::isRegularFile).mapToLong(LifecycleIT::size).sum();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (java.io.IOException deletedMeanwhile) {
      return 0;
    }
  }

  @Test
  void theDiskSpaceOfExpiredObjectsIsReleased() throws Exception {
    var bucket = bucket("space");
    put(bucket, "warm", 10);
    long before = chunkBytes();
    for (int index = 0; index < 4; index++) {
      put(bucket, "big/" + index, 12 << 20);
    }
    assertTrue(chunkBytes() - before > 45L << 20, "large objects are chunks");
    LifecycleRules.put(s3, bucket, LifecycleRules.expire("big/", 1));
    eventually(Set.of("warm"), () -> keys(bucket));
    eventually(true, () -> chunkBytes() - before < 12L << 20);
  }
}
