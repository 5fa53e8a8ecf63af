package coffer.rig.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares what stopped nodes hold, as the product's {@code coffer.node.digest.Digests} prints it:
 * the rows of each index group are the same on all its nodes, each run that a row refers to is
 * there whole as often as it should be, and all copies of a run are the same.
 */
final class ReplicaComparison {
  private static final int COPIES = 3;
  private static final String REGION = "region";

  private record Rows(String applied, String digest) {}

  /** What one node holds. */
  private record Contents(
      Map<String, Rows> rows, Map<String, String> groupOfRun, Map<String, String> runs) {}

  private final Topology topology;
  private final Map<NodeId, Contents> nodes = new TreeMap<>(NodeId.ORDER);

  ReplicaComparison(Topology topology) {
    this.topology = topology;
  }

  /**
   * Reads the data of a node that is stopped.
   *
   * @throws IOException when it cannot be read
   */
  void add(NodeId node, ProductCommand product, Path data) throws IOException {
    var digests = product.withMain("coffer.node.digest.Digests");
    var words = digests.words(List.of(), List.of(data.toString()));
    var result = SystemCommand.attempt(Map.of(), words);
    if (result.exit() != 0) {
      throw new IOException(node + ": " + result.output());
    }
    add(node, result.output());
  }

  /**
   * @param printed by {@code Digests}
   */
  void add(NodeId node, String printed) {
    var contents = new Contents(new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (var line : printed.lines().toList()) {
      var words = line.split(" ");
      switch (words[0]) {
        case "rows" -> contents.rows().put(group(node, words[1]), new Rows(words[2], words[3]));
        case "refers" -> contents.groupOfRun().put(words[2], group(node, words[1]));
        case "run" -> contents.runs().put(words[1], words[2] + " " + words[3]);
        default -> {
          // What libraries print.
        }
      }
    }
    nodes.put(node, contents);
  }

  private static String group(NodeId node, String kind) {
    return kind.equals(REGION) ? REGION : node.zoneName();
  }

  /** Whether some replica has applied less than another, and so may differ rightly. */
  boolean someAreBehind() {
    return groups().values().stream()
        .anyMatch(replicas -> replicas.values().stream().map(Rows::applied).distinct().count() > 1);
  }

  List<String> differences() {
    var offences = new ArrayList<String>();
    groups()
        .forEach(
            (group, replicas) -> {
              if (replicas.values().stream().map(Rows::digest).distinct().count() > 1) {
                offences.add("the rows of " + group + " differ: " + replicas);
              }
            });
    referred().forEach((run, group) -> judge(run, group, offences));
    return offences;
  }

  private Map<String, Map<NodeId, Rows>> groups() {
    var groups = new TreeMap<String, Map<NodeId, Rows>>();
    nodes.forEach(
        (node, contents) ->
            contents
                .rows()
                .forEach(
                    (group, rows) ->
                        groups
                            .computeIfAbsent(group, any -> new TreeMap<>(NodeId.ORDER))
                            .put(node, rows)));
    return groups;
  }

  private Map<String, String> referred() {
    var runs = new TreeMap<String, String>();
    nodes.values().forEach(contents -> runs.putAll(contents.groupOfRun()));
    return runs;
  }

  private void judge(String run, String group, List<String> offences) {
    var region = group.equals(REGION);
    var homes =
        topology.nodes().stream().filter(node -> region || node.zoneName().equals(group)).toList();
    var digests = new TreeSet<String>();
    var holders = new ArrayList<NodeId>();
    for (var node : homes) {
      var contents = nodes.get(node);
      var copy = contents == null ? null : contents.runs().get(run);
      if (copy != null && !copy.startsWith("0 ")) {
        holders.add(node);
        digests.add(copy);
      }
    }
    if (holders.size() < Math.min(COPIES, homes.size())) {
      offences.add("run " + run + " of " + group + " is whole on " + holders + " only");
    }
    if (digests.size() > 1) {
      offences.add("the copies of run " + run + " of " + group + " differ: " + digests);
    }
  }
}
