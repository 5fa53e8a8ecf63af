package coffer.rig.fault;

import coffer.rig.cluster.ProductCommand;
import coffer.rig.cluster.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code rig probe}: tells how each kind of fault is brought about here, or why it cannot be. */
public final class Probe {
  private Probe() {}

  /**
   * One line for each kind.
   *
   * @param checkout whose {@code node/target} is to be hurt
   */
  public static List<String> lines(Path checkout, Topology topology) throws IOException {
    var folder = Files.createTempDirectory("coffer-rig-probe");
    try {
      var means = Means.probe(folder, ProductCommand.of(checkout));
      var rule = new SafetyRule(topology);
      var lines = new ArrayList<String>();
      for (var kind : FaultKind.values()) {
        var why = rule.obstacle(kind).or(() -> means.obstacle(kind));
        lines.add(
            "%-16s %s"
                .formatted(
                    kind.word(),
                    why.map(reason -> "not injected: " + reason)
                        .orElseGet(() -> means.method(kind))));
      }
      return lines;
    } finally {
      Files.deleteIfExists(folder);
    }
  }
}
