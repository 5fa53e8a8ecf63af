package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Clients that write, append, copy, rename, delete and upload in parts, each in keys of its own,
 * and know what must then be there. A call that was cut off may have had its effect or not, but
 * nothing between.
 */
final class Workload {
  /** Inline, gathered, and in tables of their own. */
  private static final int[] SIZES = {
    0, 10, 4096, 16_000, 16_384, 70_000, 300_000, 1_200_000, 9_000_000
  };

  private static final int KEYS = 12;
  private static final int PART_BYTES = 5 << 20;

  private final String bucket;
  private final List<Writer> writers = new ArrayList<>();
  private final AtomicInteger acknowledged = new AtomicInteger();

  Workload(String bucket, int count, long seed) {
    this.bucket = bucket;
    for (int number = 0; number < count; number++) {
      writers.add(new Writer("w" + number + "/", new Random(seed + number)));
    }
  }

  /** Bytes that follow from their pieces' seeds and lengths. */
  private record Content(List<long[]> pieces) {
    byte[] bytes() {
      var all = new ByteArrayOutputStream();
      pieces.forEach(piece -> all.writeBytes(Bytes.of(piece[0], (int) piece[1])));
      return all.toByteArray();
    }

    long length() {
      return pieces.stream().mapToLong(piece -> piece[1]).sum();
    }

    Content and(long seed, int length) {
      var more = new ArrayList<>(pieces);
      more.add(new long[] {seed, length});
      return new Content(List.copyOf(more));
    }

    static Content of(long seed, int length) {
      return new Content(List.of()).and(seed, length);
    }
  }

  /** Runs until {@code done}, or {@code cut} cuts off the clients; returns when all have ended. */
  void runWhile(S3Client s3, ThrowingRunnable cut) throws Exception {
    var done = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      writers.forEach(writer -> threads.submit(() -> writer.run(s3, done)));
      try {
        cut.run();
      } finally {
        done.set(true);
      }
    }
  }

  /** What ends a run. */
  interface ThrowingRunnable {
    void run() throws Exception;
  }

  int acknowledged() {
    return acknowledged.get();
  }

  /** Reads everything; goes on from what is there. */
  void verify(S3Client s3) {
    writers.forEach(writer -> writer.verify(s3));
  }

  /**
   * Reads everything from a server whose files were damaged: each object must come as it was
   * written or not at all, and be listed or its listing refused.
   *
   * @return how many reads were refused
   */
  int verifyRefusing(S3Client s3) {
    return writers.stream().mapToInt(writer -> writer.verifyRefusing(s3)).sum();
  }

  private final class Writer {
    private final String prefix;
    private final Random random;
    private Map<String, Content> before = new TreeMap<>();

    /** As it is if the last call had its effect. */
    private Map<String, Content> after = before;

    Writer(String prefix, Random random) {
      this.prefix = prefix;
      this.random = random;
    }

    void run(S3Client s3, AtomicBoolean done) {
      while (!done.get()) {
        var next = new TreeMap<>(before);
        try {
          step(s3, next);
          before = next;
          acknowledged.incrementAndGet();
        } catch (SdkException cutOff) {
          return;
        }
      }
    }

    private void step(S3Client s3, Map<String, Content> next) {
      var key = key();
      var seed = random.nextLong();
      var length = SIZES[random.nextInt(SIZES.length)];
      after = next;
      switch (random.nextInt(10)) {
        case 0 -> {
          next.remove(key);
          s3.deleteObject(b -> b.bucket(bucket).key(key));
        }
        case 1 -> append(s3, next, key, seed, Math.min(length, 100_000));
        case 2 -> rename(s3, next, key);
        case 3 -> copy(s3, next, key);
        case 4 -> upload(s3, next, key, seed);
        default -> {
          next.put(key, Content.of(seed, length));
          s3.putObject(
              b -> b.bucket(bucket).key(key), RequestBody.fromBytes(Bytes.of(seed, length)));
        }
      }
    }

    private String key() {
      return prefix + "k" + random.nextInt(KEYS);
    }

    private void append(S3Client s3, Map<String, Content> next, String key, long seed, int length) {
      var present = next.get(key);
      if (present == null || present.pieces().size() > 20 || length == 0) {
        return;
      }
      next.put(key, present.and(seed, length));
      s3.putObject(
          b -> b.bucket(bucket).key(key).writeOffsetBytes(present.length()),
          RequestBody.fromBytes(Bytes.of(seed, length)));
    }

    private void rename(S3Client s3, Map<String, Content> next, String key) {
      var target = key();
      if (!next.containsKey(key) || target.equals(key)) {
        return;
      }
      next.put(target, next.remove(key));
      s3.renameObject(b -> b.bucket(bucket).key(target).renameSource(bucket + "/" + key));
    }

    private void copy(S3Client s3, Map<String, Content> next, String key) {
      var target = key();
      if (!next.containsKey(key) || target.equals(key)) {
        return;
      }
      next.put(target, next.get(key));
      s3.copyObject(
          b ->
              b.sourceBucket(bucket)
                  .sourceKey(key)
                  .destinationBucket(bucket)
                  .destinationKey(target));
    }

    private void upload(S3Client s3, Map<String, Content> next, String key, long seed) {
      var id = s3.createMultipartUpload(b -> b.bucket(bucket).key(key)).uploadId();
      var parts = new ArrayList<CompletedPart>();
      for (int number = 1; number <= 2; number++) {
        int part = number;
        var etag =
            s3.uploadPart(
                    b -> b.bucket(bucket).key(key).uploadId(id).partNumber(part),
                    RequestBody.fromBytes(Bytes.of(seed + part, part == 1 ? PART_BYTES : 1000)))
                .eTag();
        parts.add(CompletedPart.builder().partNumber(part).eTag(etag).build());
      }
      if (random.nextInt(4) == 0) {
        s3.abortMultipartUpload(b -> b.bucket(bucket).key(key).uploadId(id));
        return;
      }
      next.put(key, Content.of(seed + 1, PART_BYTES).and(seed + 2, 1000));
      s3.completeMultipartUpload(
          b -> b.bucket(bucket).key(key).uploadId(id).multipartUpload(m -> m.parts(parts)));
    }

    void verify(S3Client s3) {
      var present = new HashMap<String, byte[]>();
      s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix)).contents().stream()
          .map(S3Object::key)
          .forEach(
              key ->
                  present.put(
                      key, s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asByteArray()));
      if (!matches(present, before)) {
        assertTrue(matches(present, after), () -> difference(present));
        before = after;
      }
      after = before;
    }

    private static boolean matches(Map<String, byte[]> present, Map<String, Content> world) {
      return present.keySet().equals(world.keySet())
          && world.entrySet().stream()
              .allMatch(
                  entry -> Arrays.equals(entry.getValue().bytes(), present.get(entry.getKey())));
    }

    private String difference(Map<String, byte[]> present) {
      var keys = new java.util.TreeSet<>(before.keySet());
      keys.addAll(after.keySet());
      keys.addAll(present.keySet());
      var text = new StringBuilder("neither before nor after the call that was cut off:");
      for (var key : keys) {
        text.append('\n').append(key).append(" before ").append(length(before.get(key)));
        text.append(", after ").append(length(after.get(key))).append(", found ");
        text.append(present.containsKey(key) ? present.get(key).length : -1);
      }
      return text.toString();
    }

    private static long length(@org.jspecify.annotations.Nullable Content content) {
      return content == null ? -1 : content.length();
    }

    int verifyRefusing(S3Client s3) {
      int refused = 0;
      try {
        var listed =
            s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .sorted()
                .toList();
        assertEquals(List.copyOf(before.keySet()), listed);
      } catch (SdkException notListed) {
        refused++;
      }
      for (var entry : before.entrySet()) {
        try {
          var read = s3.getObjectAsBytes(b -> b.bucket(bucket).key(entry.getKey())).asByteArray();
          assertTrue(
              Arrays.equals(entry.getValue().bytes(), read), entry.getKey() + " is not as written");
        } catch (software.amazon.awssdk.services.s3.model.NoSuchKeyException missing) {
          throw new AssertionError(entry.getKey() + " is missing without a word", missing);
        } catch (SdkException damaged) {
          refused++;
        }
      }
      return refused;
    }
  }
}
