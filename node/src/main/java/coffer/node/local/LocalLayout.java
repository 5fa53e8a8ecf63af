package coffer.node.local;

import coffer.node.config.StartException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * What a local cluster consists of.
 *
 * @param nodes in each zone
 * @param port of the first node's S3; the others count up, zone by zone
 */
public record LocalLayout(int zones, int nodes, int port) {

  /** Ports are counted zone by zone, so that only zones may be added to a cluster that exists. */
  boolean includes(LocalLayout kept) {
    return port == kept.port
        && zones >= kept.zones
        && (nodes == kept.nodes || kept.zones == 1 && zones == 1 && nodes >= kept.nodes);
  }

  static Optional<LocalLayout> read(Path folder) {
    var file = folder.resolve("layout");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      return Optional.of(
          new LocalLayout(
              Integer.parseInt(properties.getProperty("zones", "")),
              Integer.parseInt(properties.getProperty("nodes", "")),
              Integer.parseInt(properties.getProperty("port", ""))));
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new StartException(file + " cannot be read: " + unreadable.getMessage());
    }
  }

  void write(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("layout"), "zones=" + zones + "\nnodes=" + nodes + "\nport=" + port + "\n");
  }

  @Override
  public String toString() {
    return zones + " zones of " + nodes + " nodes from port " + port + " on";
  }
}
