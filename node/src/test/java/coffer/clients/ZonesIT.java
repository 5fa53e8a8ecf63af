package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.DataRedundancy;

/** Three zones: one region to clients, each able to do without the others. */
@Timeout(300)
final class ZonesIT {
  private static StartedCluster cluster;
  private static List<S3Client> clients;

  @BeforeAll
  static void start() throws Exception {
    cluster = StartedCluster.start(3, 1);
    clients = IntStream.rangeClosed(1, 3).mapToObj(zone -> cluster.s3(zone, 1)).toList();
    cluster.awaitHealthy(1, 1);
  }

  @AfterAll
  static void stop() throws Exception {
    clients.forEach(S3Client::close);
    cluster.close();
  }

  private static String create(S3Client client, String base, int zone) {
    var name = base + "--zone" + zone + "-az1--x-s3";
    client.createBucket(
        CreateBucketRequest.builder()
            .bucket(name)
            .createBucketConfiguration(
                configuration ->
                    configuration
                        .location(l -> l.type("AvailabilityZone").name("zone" + zone + "-az1"))
                        .bucket(
                            b ->
                                b.type("Directory")
                                    .dataRedundancy(DataRedundancy.SINGLE_AVAILABILITY_ZONE)))
            .build());
    return name;
  }

  private static void put(S3Client client, String bucket, String key, byte[] bytes) {
    client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
  }

  private static byte[] get(S3Client client, String bucket, String key) {
    return client.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asByteArray();
  }

  @Test
  void everyZonesBucketsAreReachedFromEveryZone() {
    var small = Bytes.of(3, 3_000);
    var large = Bytes.of(4, 2_500_000);
    for (int zone = 1; zone <= 3; zone++) {
      // Made from the zone before it, written from the one behind it.
      var bucket = create(clients.get((zone + 1) % 3), "everywhere", zone);
      put(clients.get(zone % 3), bucket, "small", small);
      put(clients.get(zone % 3), bucket, "large", large);
      for (var client : clients) {
        assertArrayEquals(small, get(client, bucket, "small"));
        assertArrayEquals(large, get(client, bucket, "large"));
      }
    }
    for (int at = 1; at <= 3; at++) {
      try (var plain = cluster.withoutSessions(at, 1)) {
        var names =
            plain.listDirectoryBuckets(b -> {}).buckets().stream().map(Bucket::name).toList();
        for (int zone = 1; zone <= 3; zone++) {
          assertTrue(names.contains("everywhere--zone" + zone + "-az1--x-s3"), names.toString());
        }
      }
    }
  }

  @Test
  void theLossOfAZoneTouchesNobodyElseAndItComesBackWithEverything() throws Exception {
    var first = create(clients.get(0), "left", 1);
    var second = create(clients.get(1), "lost", 2);
    clients.get(0).createBucket(b -> b.bucket("region-wide"));
    put(clients.get(0), first, "k", Bytes.of(5, 50_000));
    put(clients.get(1), second, "k", Bytes.of(6, 50_000));
    put(clients.get(1), "region-wide", "before", Bytes.of(7, 3_000_000));
    cluster.kill(2, 1);
    assertArrayEquals(Bytes.of(5, 50_000), get(clients.get(0), first, "k"));
    put(clients.get(2), first, "k2", Bytes.of(8, 500_000));
    assertArrayEquals(Bytes.of(7, 3_000_000), get(clients.get(2), "region-wide", "before"));
    put(clients.get(0), "region-wide", "without", Bytes.of(9, 3_000_000));
    try (var kms = cluster.kms(3, 1)) {
      assertTrue(kms.createKey(b -> {}).keyMetadata().enabled());
    }
    assertThrows(SdkException.class, () -> get(clients.get(0), second, "k"));
    cluster.up();
    cluster.awaitHealthy(1, 1);
    assertArrayEquals(Bytes.of(6, 50_000), get(clients.get(0), second, "k"));
    assertArrayEquals(Bytes.of(9, 3_000_000), get(clients.get(1), "region-wide", "without"));
  }

  @Test
  void aZoneThatStartsWhileNobodyElseAnswersServesItsBuckets() throws Exception {
    var name = create(clients.get(1), "alone", 2);
    try (var kms = cluster.kms(2, 1)) {
      var arn = kms.createKey(b -> {}).keyMetadata().arn();
      clients.get(1).putBucketEncryption(DirectoryBuckets.kmsDefault(name, arn));
    }
    put(clients.get(1), name, "before", Bytes.of(5, 2_000_000));
    // A key that is used is on each node's disk within half a second, and not with the answer.
    Thread.sleep(1_000);
    cluster.signal(1, 1, "STOP");
    cluster.signal(3, 1, "STOP");
    try {
      cluster.killAndStartAlone(2, 1);
      // A client of its own, which has no session yet.
      try (var client = cluster.s3(2, 1)) {
        assertArrayEquals(Bytes.of(5, 2_000_000), get(client, name, "before"));
        put(client, name, "small", Bytes.of(6, 1_000));
        put(client, name, "large", Bytes.of(7, 3_000_000));
        assertArrayEquals(Bytes.of(6, 1_000), get(client, name, "small"));
        assertArrayEquals(Bytes.of(7, 3_000_000), get(client, name, "large"));
        assertEquals(3, client.listObjectsV2(b -> b.bucket(name)).keyCount());
      }
    } finally {
      cluster.signal(1, 1, "CONT");
      cluster.signal(3, 1, "CONT");
    }
    cluster.awaitHealthy(2, 1);
    assertArrayEquals(Bytes.of(6, 1_000), get(clients.get(0), name, "small"));
    try (var kms = cluster.kms(2, 1)) {
      assertTrue(kms.createKey(b -> {}).keyMetadata().enabled());
    }
  }

  @Test
  void aConfigurationIsEffectiveInEveryZoneBeforeTheCallReturns() {
    clients.get(0).createBucket(b -> b.bucket("configured"));
    put(clients.get(1), "configured", "k", Bytes.of(1, 10));
    try (var kms = cluster.kms(1, 1)) {
      for (int turn = 0; turn < 3; turn++) {
        var arn = kms.createKey(b -> {}).keyMetadata().arn();
        var writer = clients.get(turn);
        writer.putBucketEncryption(DirectoryBuckets.kmsDefault("configured", arn));
        for (var client : clients) {
          put(client, "configured", "k", Bytes.of(1, 10));
          assertEquals(arn, client.headObject(b -> b.bucket("configured").key("k")).ssekmsKeyId());
        }
      }
    }
  }
}
