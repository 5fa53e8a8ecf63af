package coffer.bench.micro;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketEncryption;
import coffer.http.bucket.BucketKind;
import coffer.http.encryption.ObjectEncryption;
import coffer.http.object.ObjectInfo;
import coffer.http.object.WriteCondition;
import coffer.kms.envelope.SealedKey;
import coffer.node.index.IndexNode;
import coffer.node.index.record.Extent;
import coffer.node.index.record.ObjectRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A lone node's index without HTTP: the row of an object with 4 KiB inside is decided, logged,
 * flushed and applied. So many puts are in flight at once, all answered before the next so many
 * begin; in puts a second. {@code find} reads such a row.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // set by JMH's @Setup
public class IndexCommitBenchmark {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int KEYS = 10_000;
  private static final int FEW = 16;
  private static final int MANY = 64;
  private static final Bucket BUCKET =
      new Bucket(
          "bench--zone1-az1--x-s3",
          BucketKind.DIRECTORY,
          "1".repeat(32),
          "000000000000",
          "us-east-1",
          Optional.of("zone1-az1"),
          Optional.of("AvailabilityZone"),
          NOW,
          BucketEncryption.SSE_S3,
          Optional.empty(),
          Optional.empty(),
          1);

  private NodeParts parts;
  private IndexNode node;
  private int next;

  /** Starts an index with one bucket. */
  @Setup
  public void setUp() {
    parts = new NodeParts();
    node = IndexNode.start(parts.system(), parts.folder(), "zone1-az1");
    node.index().createBucket(BUCKET).toCompletableFuture().join();
    put(MANY);
  }

  @TearDown
  public void tearDown() {
    node.close();
    parts.close();
  }

  @Benchmark
  public void put1() {
    put(1);
  }

  @Benchmark
  @OperationsPerInvocation(FEW)
  public void put16() {
    put(FEW);
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public void put64() {
    put(MANY);
  }

  @Benchmark
  public Optional<ObjectRecord> find() {
    return node.index().find(BUCKET, key(next++ % MANY)).toCompletableFuture().join();
  }

  private void put(int together) {
    NodeParts.together(
        together, () -> node.index().put(BUCKET, object(next++), WriteCondition.NONE));
  }

  private static String key(int number) {
    return "folder/object-%06d".formatted(number % KEYS);
  }

  private static ObjectRecord object(int number) {
    var sealed =
        new SealedKey(
            SealedKey.Purpose.STORE, "", Map.of("aws:s3:arn", "arn:aws:s3:::x"), new byte[60]);
    var extent =
        new Extent(
            1,
            4096,
            "2".repeat(32),
            sealed,
            new byte[60],
            new byte[56],
            new Extent.Inline(new byte[4096 + 16]),
            "%032x".formatted(number),
            Optional.empty(),
            NOW);
    var info =
        new ObjectInfo(
            key(number),
            4096,
            extent.etag(),
            NOW,
            Map.of("content-type", "binary/octet-stream"),
            ObjectEncryption.SSE_S3,
            Optional.empty(),
            List.of());
    return new ObjectRecord(info, List.of(extent));
  }
}
