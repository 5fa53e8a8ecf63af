package coffer.bench.scale;

import coffer.bench.wire.Credentials;
import coffer.bench.wire.Endpoint;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Nodes of Coffer on this machine, as {@code coffer cluster up} starts them; stopped when closed,
 * their data stays. One to three nodes make one zone, more are three to a zone, and each zone's
 * nodes use a bucket of their zone, since a directory bucket lives in one.
 */
public final class LocalCluster implements AutoCloseable {
  private static final int ZONE_NODES = 3;

  private final Path launcher;
  private final Path data;
  private final int nodes;
  private final int port;
  private final Credentials root;

  /**
   * Starts them.
   *
   * @param root the root user's; those of the first start, where there is data already
   * @throws IOException when they do not start
   */
  public LocalCluster(ScalePlan plan, int nodes, Credentials root)
      throws IOException, InterruptedException {
    this.launcher = plan.launcher();
    this.data = plan.folder().resolve(nodes + "-nodes");
    this.nodes = nodes;
    this.port = plan.port();
    this.root = root;
    try {
      coffer(
          "up",
          "--zones",
          Integer.toString(zones(nodes)),
          "--nodes",
          Integer.toString(nodes / zones(nodes)),
          "--port",
          Integer.toString(port));
    } catch (IOException failed) {
      close();
      throw failed;
    }
  }

  /**
   * @throws IllegalArgumentException for a number that makes no equal zones
   */
  public static int zones(int nodes) {
    if (nodes > ZONE_NODES && nodes % ZONE_NODES != 0) {
      throw new IllegalArgumentException("more than 3 nodes are 3 to a zone, so not " + nodes);
    }
    return Math.max(1, nodes / ZONE_NODES);
  }

  /** Where the nodes answer, and their zones' buckets. */
  public List<Endpoint> endpoints() {
    return endpoints(nodes, port);
  }

  static List<Endpoint> endpoints(int nodes, int port) {
    int inZone = nodes / zones(nodes);
    var endpoints = new ArrayList<Endpoint>();
    for (int i = 0; i < nodes; i++) {
      var bucket = "bench--zone" + (i / inZone + 1) + "-az1--x-s3";
      endpoints.add(new Endpoint(false, "127.0.0.1", port + i, bucket));
    }
    return endpoints;
  }

  private void coffer(String command, String... options) throws IOException, InterruptedException {
    var words = new ArrayList<String>();
    words.addAll(List.of(launcher.toString(), "cluster", command, "--data", data.toString()));
    words.addAll(List.of(options));
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("COFFER_ROOT_ACCESS_KEY_ID", root.accessKeyId());
    builder.environment().put("COFFER_ROOT_SECRET_ACCESS_KEY", root.secret());
    int status = builder.redirectOutput(Redirect.INHERIT).start().waitFor();
    if (status != 0) {
      throw new IOException("coffer cluster " + command + " ended with " + status);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      coffer("down");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
