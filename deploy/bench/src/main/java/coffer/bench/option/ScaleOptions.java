package coffer.bench.option;

import coffer.bench.scale.LocalCluster;
import coffer.bench.scale.ScalePlan;
import coffer.bench.wire.Endpoint;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What {@code --scale} asks for. */
public final class ScaleOptions {
  private static final int NODES_MAX = 99;
  private static final int OBJECTS_MAX = 100_000_000;
  private static final int PORT_MAX = 60_000;

  private ScaleOptions() {}

  /**
   * Empty without {@code --scale}.
   *
   * @throws IllegalArgumentException for anything that is not understood
   */
  public static Optional<ScalePlan> of(CommandLine line) {
    if (!line.has("scale")) {
      for (var name : List.of("nodes", "objects", "clusters", "cluster-dir", "cluster-port")) {
        if (line.has(name)) {
          throw new IllegalArgumentException("--" + name + " is for --scale");
        }
      }
      return Optional.empty();
    }
    if (line.has("vs") || line.has("pids") || line.has("nodes") && line.has("clusters")) {
      throw new IllegalArgumentException(
          "--scale measures the stores of --nodes or of --clusters, one after the other");
    }
    var nodes = Plan.numbers(line, "nodes", "1,3,6,9", NODES_MAX);
    nodes.forEach(LocalCluster::zones);
    return Optional.of(
        new ScalePlan(
            given(line),
            nodes,
            Plan.numbers(line, "objects", "1000,10000,100000,1000000", OBJECTS_MAX),
            Path.of(System.getProperty("bench.coffer", "coffer")),
            Path.of(line.text("cluster-dir", "bench-clusters")),
            line.number("cluster-port", 9700, 1024, PORT_MAX)));
  }

  /** One store where it is named as without {@code --scale}. */
  private static List<List<Endpoint>> given(CommandLine line) {
    if (line.has("clusters")) {
      return Arrays.stream(line.text("clusters", "").split(";", -1)).map(Endpoint::list).toList();
    }
    return line.has("endpoint") && !line.has("nodes")
        ? List.of(Endpoint.list(line.text("endpoint", "")))
        : List.of();
  }
}
