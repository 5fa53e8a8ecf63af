package coffer.rig;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the rig has to know of a cluster; nothing of how it is started. */
public interface ClusterUnderTest extends AutoCloseable {
  /** The S3 port of each node, {@code http://host:port}; the same list as long as it runs. */
  List<URI> endpoints();

  /** Those of a zone's nodes; empty if that is not known. */
  default List<URI> endpointsIn(String zone) {
    return List.of();
  }

  /** Of the root user. */
  Credentials credentials();

  /** Names of zones that directory buckets are made in, {@code zone1-az1}; at least one. */
  List<String> zones();

  /** Folders in which no value may ever stand in the clear: data and logs of each node. */
  List<Path> dataFolders();

  /** In a few words, for the verdict: {@code 3 zones x 3 nodes}. */
  String topology();

  /**
   * Returns once every node serves and nothing is left to heal.
   *
   * @return whether that was so before the time was over
   */
  boolean awaitHealed(Duration atMost) throws InterruptedException;

  /**
   * Returns once each node has read everything that it stores, from now on, and so found what was
   * damaged.
   *
   * @return whether that was so before the time was over, or cannot be known
   */
  default boolean awaitScrubbed(Duration atMost) throws InterruptedException {
    return true;
  }

  /**
   * Where replicas that ought to hold the same bytes differ, after healing; empty if that cannot be
   * known.
   */
  default Optional<List<String>> replicaDifferences() throws InterruptedException {
    return Optional.empty();
  }

  @Override
  void close();

  /** An access key and its secret. */
  record Credentials(String accessKey, String secretKey) {
    @Override
    public String toString() {
      return accessKey;
    }
  }
}
