package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Three nodes in one zone: as one to their clients, through the loss of any of them. */
@Timeout(300)
final class ClusterIT {
  private static final int[] SIZES = {0, 900, 40_000, 1_500_000, 9_000_000};
  private static StartedCluster cluster;
  private static List<S3Client> clients;

  @BeforeAll
  static void start() throws Exception {
    cluster = StartedCluster.start(1, 3);
    clients = List.of(cluster.s3(1, 1), cluster.s3(1, 2), cluster.s3(1, 3));
    cluster.awaitHealthy(1, 1);
  }

  @AfterAll
  static void stop() throws Exception {
    clients.forEach(S3Client::close);
    cluster.close();
  }

  private static S3Client client(int turn) {
    return clients.get(Math.floorMod(turn, clients.size()));
  }

  private static byte[] get(S3Client client, String bucket, String key) {
    return client.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asByteArray();
  }

  private static String text(S3Client client, String bucket) {
    return new String(get(client, bucket, "k"), StandardCharsets.UTF_8);
  }

  private static List<String> keys(S3Client client, String bucket) {
    return client.listObjectsV2(b -> b.bucket(bucket)).contents().stream()
        .map(S3Object::key)
        .sorted()
        .toList();
  }

  @Test
  void anyNodeAnswersForAnyBucket() {
    var directory = DirectoryBuckets.create(client(0), "any-node");
    client(1).createBucket(b -> b.bucket("any-node-general"));
    for (var bucket : List.of(directory, "any-node-general")) {
      for (int turn = 0; turn < SIZES.length; turn++) {
        var key = "of-" + SIZES[turn];
        var bytes = Bytes.of(7, SIZES[turn]);
        client(turn).putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
        for (int reader = 0; reader < 3; reader++) {
          assertArrayEquals(bytes, get(client(reader), bucket, key));
          assertTrue(keys(client(reader), bucket).contains(key));
        }
      }
      client(2).deleteObject(b -> b.bucket(bucket).key("of-0"));
      for (int reader = 0; reader < 3; reader++) {
        assertEquals(SIZES.length - 1, keys(client(reader), bucket).size());
      }
    }
  }

  @Test
  void oneOfManyThatCreateAnObjectWins() throws Exception {
    var bucket = DirectoryBuckets.create(client(0), "one-wins");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var attempts = new ArrayList<Callable<Integer>>();
      for (int attempt = 0; attempt < 12; attempt++) {
        var client = client(attempt);
        var body = RequestBody.fromString("of " + attempt);
        attempts.add(
            () -> {
              try {
                client.putObject(b -> b.bucket(bucket).key("once").ifNoneMatch("*"), body);
                return 200;
              } catch (S3Exception refused) {
                return refused.statusCode();
              }
            });
      }
      var won = 0;
      for (var answer : threads.invokeAll(attempts)) {
        assertTrue(List.of(200, 409, 412).contains(answer.get()), "" + answer.get());
        won += answer.get() == 200 ? 1 : 0;
      }
      assertEquals(1, won);
    }
  }

  @Test
  void aKeyThatIsDisabledAtOneNodeIsSoAtAll() throws Exception {
    var bucket = DirectoryBuckets.name("disabled-key");
    DirectoryBuckets.create(client(0), "disabled-key");
    try (var kms = cluster.kms(1, 2)) {
      var arn = kms.createKey(b -> b.description("of the cluster")).keyMetadata().arn();
      DirectoryBuckets.encryptWithKms(client(2), bucket, arn);
      for (int turn = 0; turn < 3; turn++) {
        var key = "k" + turn;
        client(turn)
            .putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(Bytes.of(7, 500)));
      }
      kms.disableKey(b -> b.keyId(arn));
      long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
      for (int turn = 0; turn < 3; turn++) {
        var client = client(turn);
        while (readable(client, bucket)) {
          assertTrue(System.nanoTime() < deadline, "a disabled key worked for five seconds");
        }
      }
      kms.enableKey(b -> b.keyId(arn));
      assertEquals(500, get(client(1), bucket, "k0").length);
    }
  }

  private static boolean readable(S3Client client, String bucket) {
    try {
      return get(client, bucket, "k0").length == 500;
    } catch (S3Exception refused) {
      return false;
    }
  }

  @Test
  void clientsSeeNoErrorWhenALeaderIsKilledAndNothingIsLost() throws Exception {
    var bucket = DirectoryBuckets.create(client(0), "killed-leader");
    var leader = cluster.leader(1);
    var others = List.of(1, 2, 3).stream().filter(node -> node != leader).toList();
    var acknowledged = new ConcurrentSkipListSet<String>();
    var running = new AtomicBoolean(true);
    var longest = new AtomicLong();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var one = cluster.s3(1, others.get(0));
        var two = cluster.s3(1, others.get(1))) {
      var writers = new ArrayList<Future<?>>();
      for (int writer = 0; writer < 4; writer++) {
        var name = "w" + writer + "-";
        var client = writer % 2 == 0 ? one : two;
        var size = writer < 2 ? 700 : 80_000;
        writers.add(
            threads.submit(
                () -> {
                  for (int count = 0; running.get(); count++) {
                    var key = name + count;
                    long began = System.nanoTime();
                    client.putObject(
                        b -> b.bucket(bucket).key(key), RequestBody.fromBytes(Bytes.of(7, size)));
                    longest.accumulateAndGet(System.nanoTime() - began, Math::max);
                    acknowledged.add(key);
                  }
                }));
      }
      TimeUnit.SECONDS.sleep(3);
      cluster.kill(1, leader);
      TimeUnit.SECONDS.sleep(6);
      running.set(false);
      for (var writer : writers) {
        try {
          writer.get();
        } catch (ExecutionException failed) {
          throw new IllegalStateException(cluster.logs(), failed);
        }
      }
      System.out.println(
          "leader killed: longest PUT "
              + Duration.ofNanos(longest.get()).toMillis()
              + " ms of "
              + acknowledged.size());
      assertEquals(List.copyOf(acknowledged), allKeys(one, bucket));
    }
    cluster.up();
    cluster.awaitHealthy(1, 1);
    assertEquals(List.copyOf(acknowledged), allKeys(client(leader - 1), bucket));
    for (var key : acknowledged) {
      if (key.startsWith("w2")) {
        assertEquals(80_000, get(client(leader - 1), bucket, key).length);
      }
    }
  }

  private static List<String> allKeys(S3Client client, String bucket) {
    return client.listObjectsV2Paginator(b -> b.bucket(bucket)).contents().stream()
        .map(S3Object::key)
        .sorted()
        .toList();
  }

  @Test
  void aWipedNodeGetsEverythingBack() throws Exception {
    var bucket = DirectoryBuckets.create(client(0), "wiped-node");
    for (int turn = 0; turn < 12; turn++) {
      var key = "o" + turn;
      var bytes = Bytes.of(7, SIZES[turn % SIZES.length]);
      client(turn).putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
    }
    cluster.kill(1, 3);
    StartedCluster.delete(cluster.data(1, 3));
    cluster.up();
    var status = cluster.awaitHealthy(1, 3);
    assertEquals(3, status.nodes().size());
    assertTrue(status.nodes().stream().anyMatch(node -> node.healedRuns() > 0), status.toString());
    cluster.kill(1, 1);
    try {
      for (int turn = 0; turn < 12; turn++) {
        var bytes = Bytes.of(7, SIZES[turn % SIZES.length]);
        assertArrayEquals(bytes, get(client(2), bucket, "o" + turn));
      }
    } finally {
      cluster.up();
      cluster.awaitHealthy(1, 1);
    }
  }

  @Test
  void aStoppedLeaderComesBackWithoutAStaleAnswer() throws Exception {
    var bucket = DirectoryBuckets.create(client(0), "stopped-leader");
    client(0).putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("before"));
    var leader = cluster.leader(1);
    cluster.signal(1, leader, "STOP");
    try {
      client(leader)
          .putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("while stopped"));
    } finally {
      cluster.signal(1, leader, "CONT");
    }
    for (int turn = 0; turn < 20; turn++) {
      assertEquals("while stopped", text(client(leader - 1), bucket));
    }
    assertThrows(
        S3Exception.class,
        () ->
            client(leader - 1)
                .putObject(
                    b -> b.bucket(bucket).key("k").ifNoneMatch("*"),
                    RequestBody.fromString("never")));
  }
}
