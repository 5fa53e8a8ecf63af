package coffer.rig;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A cluster that somebody else started: it is driven and judged, and stays as it is. */
public final class ExternalCluster implements ClusterUnderTest {
  private static final int PROBE_MILLIS = 2000;

  private final RunOptions options;

  /**
   * @throws IllegalArgumentException if endpoints or credentials are missing
   */
  public ExternalCluster(RunOptions options) {
    if (options.endpoints().isEmpty()) {
      throw new IllegalArgumentException("--endpoints is needed");
    }
    if (options.accessKey().isEmpty() || options.secretKey().isEmpty()) {
      throw new IllegalArgumentException("--access-key and --secret-key are needed");
    }
    this.options = options;
  }

  @Override
  public List<URI> endpoints() {
    return options.endpoints();
  }

  @Override
  public Credentials credentials() {
    return new Credentials(options.accessKey(), options.secretKey());
  }

  @Override
  public List<String> zones() {
    return options.zoneNames();
  }

  @Override
  public List<Path> dataFolders() {
    return options.dataFolders();
  }

  @Override
  public String topology() {
    return "given: " + options.endpoints().size() + " endpoints, zones " + options.zoneNames();
  }

  /** Here: every endpoint answers HTTP; more is not known of a cluster from outside. */
  @Override
  public boolean awaitHealed(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      if (endpoints().stream().allMatch(ExternalCluster::answers)) {
        return true;
      }
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(Duration.ofMillis(200));
    }
  }

  private static boolean answers(URI endpoint) {
    try {
      var connection = (HttpURLConnection) endpoint.resolve("/-/ready").toURL().openConnection();
      connection.setConnectTimeout(PROBE_MILLIS);
      connection.setReadTimeout(PROBE_MILLIS);
      try {
        return connection.getResponseCode() > 0;
      } finally {
        connection.disconnect();
      }
    } catch (IOException unreached) {
      return false;
    }
  }

  @Override
  public void close() {}
}
