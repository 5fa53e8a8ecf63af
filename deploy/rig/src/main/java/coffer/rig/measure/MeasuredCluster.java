package coffer.rig.measure;

import coffer.rig.cluster.LocalCluster;
import coffer.rig.cluster.NodeId;
import coffer.rig.cluster.ProductCommand;
import coffer.rig.cluster.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketType;
import software.amazon.awssdk.services.s3.model.DataRedundancy;
import software.amazon.awssdk.services.s3.model.LocationType;

/** Three nodes in one zone, as {@code deploy/bin/coffer} starts them, and a directory bucket. */
final class MeasuredCluster implements AutoCloseable {
  static final String BUCKET = "measure--zone1-az1--x-s3";

  private static final String ZONE = "zone1-az1";
  private static final int NODES = 3;

  private final LocalCluster cluster;

  private MeasuredCluster(LocalCluster cluster) {
    this.cluster = cluster;
  }

  static MeasuredCluster start(Path folder) throws IOException, InterruptedException {
    var product =
        ProductCommand.of(Path.of(System.getProperty("rig.checkout", "")).toAbsolutePath());
    var namespaces = !System.getProperty("rig.namespaces", "true").equals("false");
    var settings =
        new LocalCluster.Settings(
            new Topology(1, NODES), folder, product, Optional.empty(), 0, Map.of(), namespaces);
    var cluster = new MeasuredCluster(LocalCluster.start(settings));
    try {
      System.out.println("rig: " + cluster.cluster.topology());
      cluster.awaitHealed();
      cluster.createBucket();
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException failed) {
      cluster.close();
      throw failed;
    }
  }

  LocalCluster nodes() {
    return cluster;
  }

  /** As they are numbered. */
  List<NodeId> all() {
    return cluster.nodesByZone().nodes();
  }

  /** With the SDK's own retries and timeouts; stays at that node. */
  S3Client clientOf(NodeId node) {
    var user = cluster.credentials();
    return S3Client.builder()
        .endpointOverride(cluster.network().endpoint(node))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(user.accessKey(), user.secretKey())))
        .forcePathStyle(true)
        .httpClientBuilder(Apache5HttpClient.builder())
        .build();
  }

  private void createBucket() {
    try (var s3 = clientOf(all().getFirst())) {
      s3.createBucket(
          request ->
              request
                  .bucket(BUCKET)
                  .createBucketConfiguration(
                      made ->
                          made.location(at -> at.type(LocationType.AVAILABILITY_ZONE).name(ZONE))
                              .bucket(
                                  kind ->
                                      kind.type(BucketType.DIRECTORY)
                                          .dataRedundancy(
                                              DataRedundancy.SINGLE_AVAILABILITY_ZONE))));
    }
  }

  /**
   * Who leads the zone's group.
   *
   * @throws IOException when nobody does for long
   */
  NodeId leader() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    for (var found = cluster.leader("zone/" + ZONE); ; found = cluster.leader("zone/" + ZONE)) {
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("nobody leads the zone's group");
      }
      Thread.sleep(Duration.ofMillis(100));
    }
  }

  void awaitHealed() throws IOException, InterruptedException {
    if (!cluster.awaitHealed(Duration.ofMinutes(10))) {
      throw new IOException("the cluster is not healthy");
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
