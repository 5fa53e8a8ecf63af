package coffer.rig.workload;

import coffer.rig.ClusterUnderTest;
import java.net.URI;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/** One user's S3 client, with the SDK's own retries and timeouts. */
final class Connection implements AutoCloseable {
  static final Region REGION = Region.US_EAST_1;

  private final Endpoints endpoints;
  private final Attempts attempts;
  private final S3Client s3;

  /**
   * @param verifies whether the SDK compares checksums, as it does by default, and reads again
   *     where they differ; otherwise wrong bytes reach the rig at once
   */
  private Connection(Endpoints endpoints, StaticCredentialsProvider credentials, boolean verifies) {
    this.endpoints = endpoints;
    this.attempts =
        new Attempts(Apache5HttpClient.builder().httpRoutePlanner(endpoints).build(), endpoints);
    this.s3 =
        S3Client.builder()
            .endpointOverride(endpoints.name())
            .region(REGION)
            .credentialsProvider(credentials)
            .forcePathStyle(true)
            .httpClient(attempts)
            .responseChecksumValidation(
                verifies
                    ? ResponseChecksumValidation.WHEN_SUPPORTED
                    : ResponseChecksumValidation.WHEN_REQUIRED)
            .build();
  }

  /** Begins at the endpoint of that number; every other one verifies checksums. */
  static Connection to(ClusterUnderTest cluster, int first) {
    return new Connection(
        new Endpoints(cluster.endpoints(), first), credentials(cluster), first % 2 == 0);
  }

  /** Stays among those endpoints. */
  static Connection among(ClusterUnderTest cluster, List<URI> endpoints) {
    return new Connection(new Endpoints(endpoints, 0), credentials(cluster), true);
  }

  /** Stays at that endpoint. */
  static Connection only(ClusterUnderTest cluster, URI endpoint) {
    return among(cluster, List.of(endpoint));
  }

  static KmsClient kms(ClusterUnderTest cluster) {
    var endpoints = new Endpoints(cluster.endpoints(), 0);
    return KmsClient.builder()
        .endpointOverride(endpoints.name())
        .region(REGION)
        .credentialsProvider(credentials(cluster))
        .httpClient(
            new Attempts(
                Apache5HttpClient.builder().httpRoutePlanner(endpoints).build(), endpoints))
        .build();
  }

  private static StaticCredentialsProvider credentials(ClusterUnderTest cluster) {
    var user = cluster.credentials();
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(user.accessKey(), user.secretKey()));
  }

  S3Client s3() {
    return s3;
  }

  Attempts attempts() {
    return attempts;
  }

  Endpoints endpoints() {
    return endpoints;
  }

  @Override
  public void close() {
    s3.close();
    attempts.close();
  }
}
