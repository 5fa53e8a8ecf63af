package coffer.rig.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command lines of {@code coffer} by which a cluster is founded, joined and served. */
final class NodeCommands {
  /** What all nodes of this machine together read in a second. */
  private static final int SCRUB_MIB = 192;

  private final LocalCluster.Settings settings;
  private final NodeNetwork network;
  private final Map<NodeId, List<String>> joins = new HashMap<>();
  private String clusterId = "";

  NodeCommands(LocalCluster.Settings settings, NodeNetwork network) {
    this.settings = settings;
    this.network = network;
  }

  /** Makes the first node's data folder; all others are to join it. */
  void found(NodeId first, Path data) throws IOException {
    var arguments =
        new ArrayList<>(List.of("init", "--data", data.toString(), "--zone", first.zoneName()));
    arguments.addAll(place(first));
    var printed = coffer(first, arguments);
    clusterId = value(printed, "cluster");
    var token = value(printed, "token");
    var nodes = settings.topology().nodes();
    nodes.subList(1, nodes.size()).forEach(node -> joins.put(node, join(first, token)));
  }

  /** Lets a node whose data is gone join with a token that the contact makes now. */
  void joinAnew(NodeId node, Path contactsData, NodeId contact) throws IOException {
    var printed = coffer(contact, List.of("token", "--data", contactsData.toString()));
    var token = printed.startsWith("token ") ? value(printed, "token") : printed.strip();
    joins.put(node, join(contact, token));
  }

  /** The arguments that start the node. */
  List<String> serve(NodeId node, Path data) {
    var arguments =
        new ArrayList<>(
            List.of(
                "serve",
                "--data",
                data.toString(),
                "--zone",
                node.zoneName(),
                "--host",
                network.host(node),
                "--port",
                Integer.toString(network.s3Port(node))));
    if (!settings.topology().lone()) {
      arguments.addAll(place(node));
      arguments.addAll(joins.getOrDefault(node, List.of()));
    }
    return arguments;
  }

  private List<String> place(NodeId node) {
    return List.of(
        "--cluster-host",
        network.host(node),
        "--cluster-port",
        Integer.toString(network.clusterPort(node)));
  }

  private List<String> join(NodeId contact, String token) {
    return List.of(
        "--join",
        network.host(contact) + ":" + network.clusterPort(contact),
        "--cluster-id",
        clusterId,
        "--token",
        token);
  }

  /** The rest of the line that starts with the name. */
  private static String value(String printed, String name) throws IOException {
    return printed
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow(() -> new IOException("coffer did not print its " + name + ": " + printed));
  }

  /** Runs {@code coffer} to its end, where the node lives. */
  private String coffer(NodeId node, List<String> arguments) throws IOException {
    var words =
        network.inside(
            node, settings.before().orElse(settings.product()).words(List.of(), arguments));
    var result = SystemCommand.attempt(settings.environment(), words);
    if (result.exit() != 0) {
      throw new IOException("coffer " + arguments.getFirst() + ": " + result.output());
    }
    return result.output();
  }

  /** Options of the JVM with which everything stored is read again after seconds. */
  static List<String> scrubbing(Topology topology) {
    return List.of(
        "-Dcoffer.scrub.mib=" + SCRUB_MIB / topology.nodes().size(),
        "-Dcoffer.scrub.pause.ms=5000",
        "-Dcoffer.index.scrub.ms=5000");
  }
}
