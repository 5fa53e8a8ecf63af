package coffer.rig.fault;

import coffer.rig.ClusterUnderTest;
import coffer.rig.cluster.NodeNetwork.Undo;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** The keys that a workload made, known by their description, over the API that users have. */
final class WorkloadKeys implements KmsKeys {
  private static final int TRIES = 10;

  private final ClusterUnderTest cluster;
  private final String description;

  /**
   * @param description how the descriptions of its keys begin
   */
  WorkloadKeys(ClusterUnderTest cluster, String description) {
    this.cluster = cluster;
    this.description = description;
  }

  @Override
  public Undo disable() throws IOException {
    var keys = anywhere(this::enabled);
    if (keys.isEmpty()) {
      throw new NotInjectedException("there is no enabled key " + description);
    }
    for (var key : keys) {
      anywhere(kms -> kms.disableKey(request -> request.keyId(key)));
    }
    return () -> {
      for (var key : keys) {
        anywhere(kms -> kms.enableKey(request -> request.keyId(key)));
      }
    };
  }

  private List<String> enabled(KmsClient kms) {
    return kms.listKeysPaginator().keys().stream()
        .map(key -> kms.describeKey(request -> request.keyId(key.keyId())).keyMetadata())
        .filter(key -> key.enabled() && key.description().startsWith(description))
        .map(key -> key.keyId())
        .toList();
  }

  /** At the first endpoint that answers. */
  private <T> T anywhere(Function<KmsClient, T> call) throws IOException {
    SdkException last = null;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      for (var endpoint : cluster.endpoints()) {
        try (var kms = client(endpoint)) {
          return call.apply(kms);
        } catch (SdkException failed) {
          last = failed;
        }
      }
    }
    throw new IOException("no endpoint answers for KMS", last);
  }

  private KmsClient client(URI endpoint) {
    var user = cluster.credentials();
    return KmsClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(user.accessKey(), user.secretKey())))
        .overrideConfiguration(c -> c.apiCallAttemptTimeout(java.time.Duration.ofSeconds(3)))
        .build();
  }
}
