package coffer.node.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Objects;
import coffer.http.object.WriteCondition;
import coffer.kms.ring.KeyRing;
import coffer.node.index.record.Extent;
import coffer.node.index.record.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index as a node assembles it: actors, Ratis and RocksDB. */
final class IndexNodeTest {
  private static final Bucket DIRECTORY = Samples.bucket("demo--zone1-az1--x-s3", 1);
  private static final Bucket GENERAL = Samples.bucket("general", 2);

  private static ActorSystem<Void> system;

  @TempDir Path folder;

  @BeforeAll
  static void startSystem() {
    system = ActorSystem.create(Behaviors.empty(), "index-test");
  }

  @AfterAll
  static void stopSystem() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private IndexNode start(Path data) {
    return IndexNode.start(system, data, "zone1-az1");
  }

  private static <R> R get(CompletionStage<R> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void whatWasWrittenIsThereAfterACleanRestart() {
    try (var node = start(folder)) {
      write(node);
    }
    try (var node = start(folder)) {
      check(node);
    }
  }

  @Test
  void whatWasAcknowledgedIsInACopyTakenWithoutClosing() throws IOException {
    var copy = folder.resolve("copy");
    var data = folder.resolve("data");
    try (var node = start(data)) {
      write(node);
      copyTree(data, copy);
    }
    try (var node = start(copy)) {
      check(node);
    }
  }

  private static void write(IndexNode node) {
    var index = node.index();
    for (var bucket : List.of(DIRECTORY, GENERAL)) {
      assertEquals(Optional.empty(), get(index.createBucket(bucket)));
      var puts = new ArrayList<CompletableFuture<Void>>();
      for (var i = 0; i < 300; i++) {
        var object =
            Samples.object(
                "k" + i, "e" + i, Samples.extent(1, 100 + i, 3, Samples.inline("x" + i)));
        puts.add(index.put(bucket, object, WriteCondition.NONE).toCompletableFuture());
      }
      puts.forEach(CompletableFuture::join);
      get(index.rename(rename(bucket, "k7", "moved")));
      assertTrue(get(index.delete(bucket, "k8", WriteCondition.NONE)));
    }
    assertTrue(get(node.keyRing().write(List.of(new KeyRing.Write("key/1", 0, new byte[] {9})))));
    assertEquals(1, node.keyRing().read("key/1").orElseThrow().version());
  }

  private static void check(IndexNode node) {
    var index = node.index();
    for (var bucket : List.of(DIRECTORY, GENERAL)) {
      assertEquals(Optional.of(bucket), get(index.findBucket(bucket.name())));
      for (var i = 0; i < 300; i++) {
        var key = i == 7 ? "moved" : "k" + i;
        var found = get(index.find(bucket, key));
        if (i == 8) {
          assertEquals(Optional.empty(), found);
        } else {
          assertEquals("e" + i, found.orElseThrow().info().etag());
          var inline = (Extent.Inline) found.get().extents().getFirst().location();
          assertArrayEquals(("x" + i).getBytes(), inline.ciphertext());
        }
      }
      assertEquals(299, get(index.list(query(bucket))).objects().size());
    }
    assertEquals(
        List.of(DIRECTORY), get(index.listBuckets(BucketKind.DIRECTORY, "000000000000", "", 10)));
    assertArrayEquals(new byte[] {9}, node.keyRing().read("key/1").orElseThrow().value());
    assertFalse(get(node.keyRing().write(List.of(new KeyRing.Write("key/1", 0, null)))));
    assertTrue(get(node.keyRing().write(List.of(new KeyRing.Write("key/1", 1, null)))));
    assertEquals(List.of(), node.keyRing().scan("key/"));
  }

  @Test
  void ofManyConditionalPutsAtOnceOneWins() {
    try (var node = start(folder)) {
      get(node.index().createBucket(DIRECTORY));
      var puts = new ArrayList<CompletableFuture<Boolean>>();
      for (var i = 0; i < 200; i++) {
        var object =
            Samples.object("same", "e" + i, Samples.extent(1, i + 1, 3, Samples.run(i + 1)));
        puts.add(
            node.index()
                .put(DIRECTORY, object, Samples.ifNoneMatchAny())
                .handle((done, failure) -> failure == null)
                .toCompletableFuture());
      }
      assertEquals(1, puts.stream().filter(CompletableFuture::join).count());
    }
  }

  @Test
  void aBucketMadeAgainHasNothingOfTheOldOne() {
    try (var node = start(folder)) {
      var index = node.index();
      get(index.createBucket(GENERAL));
      get(index.deleteBucket(GENERAL));
      var again = Samples.bucket(GENERAL.name(), 3);
      get(index.createBucket(again));
      assertRefused(S3Error.NoSuchBucket, index.find(GENERAL, "k"));
      assertRefused(
          S3Error.NoSuchBucket, index.put(GENERAL, Samples.object("k", "e"), WriteCondition.NONE));
      assertEquals(Optional.empty(), get(index.find(again, "k")));
    }
  }

  @Test
  void aClosedIndexRefuses() {
    var node = start(folder);
    get(node.index().createBucket(GENERAL));
    node.close();
    assertRefused(S3Error.ServiceUnavailable, node.index().findBucket("general"));
    assertRefused(S3Error.ServiceUnavailable, node.index().deleteBucket(GENERAL));
  }

  private static void assertRefused(S3Error error, CompletionStage<?> stage) {
    var thrown = assertThrows(CompletionException.class, () -> get(stage));
    assertEquals(error, assertInstanceOf(S3Exception.class, thrown.getCause()).error());
  }

  private static Objects.Rename rename(Bucket bucket, String from, String to) {
    return new Objects.Rename(
        bucket, from, to, WriteCondition.NONE, WriteCondition.NONE, Optional.of("token"));
  }

  private static Objects.ListQuery query(Bucket bucket) {
    return new Objects.ListQuery(bucket, "", "", "", 1000, false);
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (var path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }
}
