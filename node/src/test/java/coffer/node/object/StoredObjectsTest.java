package coffer.node.object;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.bucket.Bucket;
import coffer.http.encryption.ObjectEncryption;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Body;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.http.object.WriteCondition;
import coffer.kms.envelope.SealedKey.Purpose;
import coffer.kms.policy.Principal;
import coffer.node.bucket.SampleBucket;
import coffer.node.chunk.RunStore;
import coffer.node.index.record.Extent;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoredObjectsTest {
  private static final int SEGMENT = 65_536;
  private static final int CHUNK = 16 * SEGMENT;
  private static final ActorSystem SYSTEM = ActorSystem.create("objects");
  private static final Principal CALLER = Principal.root("000000000000");
  private static final Bucket BUCKET = SampleBucket.BUCKET;

  private final MemoryRuns runs = new MemoryRuns();
  private final MemoryKeys keys = new MemoryKeys();
  private final MemoryIndex index = new MemoryIndex();
  private final StoredStreams streams =
      new StoredStreams(
          keys,
          (bucket, arn, context, caller) -> keys.seal(Purpose.BUCKET_KEY, arn, context, caller),
          runs,
          org.apache.pekko.stream.Materializer.matFromSystem(SYSTEM),
          Clock.systemUTC());
  private final StoredObjects objects = new StoredObjects(index, streams);
  private final StoredUploads uploads = new StoredUploads(index, streams);

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        16_368,
        16_369,
        SEGMENT - 1,
        SEGMENT,
        SEGMENT + 1,
        2 * SEGMENT,
        CHUNK - 1,
        CHUNK,
        CHUNK + 1,
        5 * CHUNK + 4321
      })
  void whatWasPutIsRead(int length) throws Exception {
    var bytes = random(length);
    for (var announced : List.of(OptionalLong.of(length), OptionalLong.empty())) {
      var info = get(objects.put(put("key", body(bytes, announced, 10_000))));
      assertEquals(length, info.size());
      assertArrayEquals(bytes, read("key", 0, length));
      var location = index.objects.values().iterator().next().extents().getFirst().location();
      assertEquals(length + 16 <= 16_384, location instanceof Extent.Inline, "inline");
    }
  }

  /** A body that came with its head is not run, up to one segment. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16_368, 16_369, SEGMENT})
  void whatCameWithItsHeadIsRead(int length) throws Exception {
    var bytes = random(length);
    assertEquals(length, get(objects.put(put("key", new WholeBody(bytes)))).size());
    assertArrayEquals(bytes, read("key", 0, length));
    assertEquals(length + 16 <= 16_384 ? 0 : 1, runs.runs.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16_368, 16_369, SEGMENT})
  void aFullDiskRefusesShortBodiesHoweverTheyCome(int length) throws Exception {
    runs.appendsUntilFull = 0;
    var bytes = random(length);
    for (var body : List.of(new WholeBody(bytes), body(bytes, OptionalLong.of(length), 10_000))) {
      assertEquals(S3Error.ServiceUnavailable, refused(() -> get(objects.put(put("key", body)))));
      assertNothingStored();
      runs.appendsUntilFull = 0;
    }
  }

  @Test
  void anyRangeIsRead() throws Exception {
    var bytes = random(3 * CHUNK + 500);
    get(objects.put(put("key", body(bytes, OptionalLong.of(bytes.length), 70_001))));
    var random = new Random(1);
    var cuts = new ArrayList<Integer>(List.of(0, 1, SEGMENT, CHUNK, 2 * CHUNK, bytes.length));
    for (int i = 0; i < 20; i++) {
      cuts.add(random.nextInt(bytes.length));
    }
    for (int from : cuts) {
      for (int to : cuts) {
        if (from < to) {
          assertArrayEquals(
              Arrays.copyOfRange(bytes, from, to), read("key", from, to - from), from + "-" + to);
        }
      }
    }
  }

  @Test
  void aSmallRangeReadsOneChunk() throws Exception {
    var bytes = random(3 * CHUNK);
    get(objects.put(put("key", body(bytes, OptionalLong.of(bytes.length), 70_001))));
    assertArrayEquals(Arrays.copyOfRange(bytes, CHUNK, CHUNK + 10), read("key", CHUNK, 10));
    assertEquals(1, runs.reads.get());
  }

  @Test
  void storedBytesAreNotThePlaintext() throws Exception {
    var bytes = new byte[CHUNK];
    get(objects.put(put("key", body(bytes, OptionalLong.of(bytes.length), 70_001))));
    var stored = runs.runs.values().iterator().next().getFirst();
    assertEquals(RunStore.CHUNK_BYTES, stored.length);
    assertFalse(Arrays.equals(new byte[100], Arrays.copyOf(stored, 100)));
  }

  @Test
  void aChangedByteIsNeverGiven() throws Exception {
    var bytes = random(2 * CHUNK);
    get(objects.put(put("key", body(bytes, OptionalLong.of(bytes.length), 70_001))));
    runs.runs.values().iterator().next().get(1)[12] ^= 1;
    assertArrayEquals(Arrays.copyOf(bytes, CHUNK), read("key", 0, CHUNK));
    assertEquals(S3Error.InternalError, refused(() -> read("key", CHUNK, 1)));
    assertEquals(S3Error.InternalError, refused(() -> read("key", 0, 2 * CHUNK)));
  }

  @Test
  void aDamagedCopyIsPassedOverAndReported() throws Exception {
    var bytes = random(3 * CHUNK);
    get(objects.put(put("key", body(bytes, OptionalLong.of(bytes.length), 70_001))));
    var copy = new HashMap<String, List<byte[]>>();
    runs.runs.forEach((run, chunks) -> copy.put(run, chunks.stream().map(byte[]::clone).toList()));
    runs.others.add(Map.of());
    runs.others.add(copy);
    runs.runs.values().iterator().next().get(1)[12] ^= 1;
    assertArrayEquals(bytes, read("key", 0, bytes.length));
    assertTrue(runs.events.contains("damaged 0"));
    assertTrue(
        runs.events.indexOf("damaged 0") < runs.events.indexOf("proved 2"), runs.events.toString());
    runs.runs.clear();
    assertArrayEquals(Arrays.copyOf(bytes, 10), read("key", 0, 10));
    copy.values().iterator().next().get(0)[12] ^= 1;
    assertEquals(S3Error.InternalError, refused(() -> read("key", 0, 10)));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, SEGMENT, 4 * CHUNK})
  void aBodyThatFailsLeavesNothing(int length) throws Exception {
    var broken =
        Source.from(List.of(ByteString.fromArray(random(length))))
            .concat(Source.failed(new S3Exception(S3Error.SignatureDoesNotMatch)));
    var body = new FakeBody(broken, OptionalLong.empty(), new CompletableFuture<>());
    assertEquals(S3Error.SignatureDoesNotMatch, refused(() -> get(objects.put(put("key", body)))));
    assertNothingStored();
  }

  @Test
  void aDigestThatFailsLeavesNothing() throws Exception {
    var bytes = random(2 * CHUNK);
    CompletableFuture<Body.Digests> wrong =
        CompletableFuture.failedFuture(new S3Exception(S3Error.BadDigest));
    var body =
        new FakeBody(
            Source.single(ByteString.fromArray(bytes)), OptionalLong.of(bytes.length), wrong);
    assertEquals(S3Error.BadDigest, refused(() -> get(objects.put(put("key", body)))));
    assertNothingStored();
  }

  @Test
  void aBodyOfAnotherLengthThanAnnouncedIsIncomplete() throws Exception {
    for (int length : List.of(99, 101)) {
      var body = body(random(length), OptionalLong.of(100), 1000);
      assertEquals(S3Error.IncompleteBody, refused(() -> get(objects.put(put("key", body)))));
    }
    assertNothingStored();
  }

  @Test
  void aFullDiskFailsTheWriteOnly() throws Exception {
    var bytes = random(5 * CHUNK);
    runs.appendsUntilFull = 2;
    assertEquals(
        S3Error.ServiceUnavailable,
        refused(
            () -> get(objects.put(put("key", body(bytes, OptionalLong.of(5 * CHUNK), 90_000))))));
    assertNothingStored();
    runs.appendsUntilFull = Integer.MAX_VALUE;
    get(objects.put(put("key", body(bytes, OptionalLong.of(5 * CHUNK), 90_000))));
    assertArrayEquals(bytes, read("key", 0, bytes.length));
  }

  @Test
  void aRefusedCommitTakesTheRunBackAndAnUnknownOneDoesNot() throws Exception {
    var bytes = random(CHUNK);
    index.refusal = new S3Exception(S3Error.PreconditionFailed);
    assertEquals(
        S3Error.PreconditionFailed,
        refused(() -> get(objects.put(put("key", body(bytes, OptionalLong.of(CHUNK), 90_000))))));
    assertNothingStored();
    index.refusal = new S3Exception(S3Error.ServiceUnavailable);
    assertEquals(
        S3Error.ServiceUnavailable,
        refused(() -> get(objects.put(put("key", body(bytes, OptionalLong.of(CHUNK), 90_000))))));
    assertEquals(1, runs.runs.size());
  }

  @Test
  void appendsAreReadAsOne() throws Exception {
    var first = random(CHUNK + 7);
    var second = random(100);
    get(objects.append(put("key", body(first, OptionalLong.of(first.length), 9_000)), 0));
    get(
        objects.append(
            put("key", body(second, OptionalLong.of(second.length), 9_000)), first.length));
    var all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    assertArrayEquals(all, read("key", 0, all.length));
    assertArrayEquals(
        Arrays.copyOfRange(all, CHUNK, CHUNK + 50), read("key", CHUNK, 50), "across extents");
    assertEquals(
        S3Error.InvalidWriteOffset,
        refused(() -> get(objects.append(put("key", body(second, OptionalLong.empty(), 9)), 5))));
  }

  @Test
  void partsShareTheSealedKeyOfTheirUpload() throws Exception {
    var draft =
        new Uploads.Upload(
            "key",
            "",
            Instant.EPOCH,
            Map.of(),
            ObjectEncryption.kms("arn:aws:kms:us-east-1:000000000000:key/k", false),
            Objects.EtagRule.OPAQUE,
            Optional.empty(),
            Optional.empty(),
            CALLER.arn());
    var upload = get(uploads.create(BUCKET, draft, CALLER));
    var whole = new ByteArrayOutputStream();
    for (int number = 1; number <= 3; number++) {
      var bytes = random(CHUNK / 2 + number);
      whole.write(bytes);
      var body = body(bytes, OptionalLong.of(bytes.length), 30_000);
      assertEquals(bytes.length, get(uploads.putPart(BUCKET, upload, number, body, CALLER)).size());
    }
    var complete =
        new Uploads.Complete(
            BUCKET,
            upload,
            List.of(),
            Optional.empty(),
            OptionalLong.empty(),
            WriteCondition.NONE,
            false);
    assertEquals(whole.size(), get(uploads.complete(complete)).size());
    assertArrayEquals(whole.toByteArray(), read("key", 0, whole.size()));
    assertEquals(1, keys.seals.size());
    assertEquals(Map.of("aws:s3:arn", "arn:aws:s3:::bucket/key"), keys.seals.getFirst().context());
  }

  @Test
  void aPartOfAnEndedUploadIsTakenBack() throws Exception {
    var draft =
        new Uploads.Upload(
            "key",
            "",
            Instant.EPOCH,
            Map.of(),
            ObjectEncryption.SSE_S3,
            Objects.EtagRule.OPAQUE,
            Optional.empty(),
            Optional.empty(),
            CALLER.arn());
    var upload = get(uploads.create(BUCKET, draft, CALLER));
    index.parts.clear();
    var body = body(random(CHUNK), OptionalLong.of(CHUNK), 30_000);
    assertEquals(
        S3Error.NoSuchUpload, refused(() -> get(uploads.putPart(BUCKET, upload, 1, body, CALLER))));
    assertNothingStored();
  }

  @Test
  void theEncryptionChoosesTheIntermediateKey() throws Exception {
    var arn = "arn:aws:kms:us-east-1:000000000000:key/k";
    var plain = new byte[10];
    for (int times = 0; times < 2; times++) {
      get(objects.put(put("a", body(plain, OptionalLong.of(10), 10))));
    }
    assertEquals(1, keys.seals.size(), "the store's key is made once");
    assertEquals(Purpose.STORE, keys.seals.getFirst().purpose());
    get(objects.put(put("b", body(plain, OptionalLong.of(10), 10), kms(arn, true))));
    assertEquals(Purpose.BUCKET_KEY, keys.seals.get(1).purpose());
    assertEquals(Map.of("aws:s3:arn", "arn:aws:s3:::bucket"), keys.seals.get(1).context());
    get(objects.put(put("c", body(plain, OptionalLong.of(10), 10), kms(arn, false))));
    assertEquals(Purpose.OBJECT_KEY, keys.seals.get(2).purpose());
    assertSame(arn, keys.seals.get(2).keyArn());
  }

  private static ObjectEncryption kms(String arn, boolean bucketKey) {
    return ObjectEncryption.kms(arn, bucketKey);
  }

  private void assertNothingStored() throws Exception {
    assertTrue(index.objects.isEmpty());
    // The run is taken back by the stream's own thread, a moment after the answer.
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!runs.runs.isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertEquals(Map.of(), runs.runs);
  }

  private byte[] read(String key, long from, long length) throws Exception {
    var handle = get(objects.find(BUCKET, key)).orElseThrow();
    return get(get(handle.read(from, length, CALLER))
            .bytes()
            .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), SYSTEM))
        .toArray();
  }

  private static Objects.Put put(String key, Body body) {
    return put(key, body, ObjectEncryption.SSE_S3);
  }

  private static Objects.Put put(String key, Body body, ObjectEncryption encryption) {
    return new Objects.Put(
        BUCKET,
        key,
        Map.of(),
        encryption,
        Objects.EtagRule.OPAQUE,
        WriteCondition.NONE,
        body,
        CALLER);
  }

  private static Body body(byte[] bytes, OptionalLong announced, int pieceBytes) {
    var pieces = new ArrayList<ByteString>();
    for (int from = 0; from < bytes.length; from += pieceBytes) {
      pieces.add(ByteString.fromArray(bytes, from, Math.min(pieceBytes, bytes.length - from)));
    }
    return new FakeBody(
        Source.from(pieces),
        announced,
        CompletableFuture.completedFuture(
            new Body.Digests(bytes.length, Optional.empty(), Optional.empty())));
  }

  private record FakeBody(
      Source<ByteString, NotUsed> bytes, OptionalLong length, CompletionStage<Body.Digests> digests)
      implements Body {}

  private record WholeBody(byte[] content) implements Body {
    @Override
    public OptionalLong length() {
      return OptionalLong.of(content.length);
    }

    @Override
    public Source<ByteString, NotUsed> bytes() {
      throw new AssertionError("run, though it is all there");
    }

    @Override
    public Optional<ByteString> whole() {
      return Optional.of(ByteString.fromArray(content));
    }

    @Override
    public CompletionStage<Digests> digests() {
      return CompletableFuture.completedFuture(
          new Digests(content.length, Optional.empty(), Optional.empty()));
    }
  }

  private static byte[] random(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private interface Attempt {
    Object run() throws Exception;
  }

  private static S3Error refused(Attempt attempt) {
    var failed = assertThrows(ExecutionException.class, attempt::run);
    return assertInstanceOf(S3Exception.class, failed.getCause()).error();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
