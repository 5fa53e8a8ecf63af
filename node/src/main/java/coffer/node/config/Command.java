package coffer.node.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What {@code coffer} was told to do. */
public sealed interface Command {

  /** Shows a text. */
  record Help(String text) implements Command {}

  /** Runs a node. */
  record Serve(CommandLine line) implements Command {}

  /** Makes the data folder of a cluster's first node. */
  record Init(CommandLine line) implements Command {}

  /** Prints a token with which nodes may join the cluster of a data folder. */
  record Token(CommandLine line) implements Command {}

  /** Shows what a node knows of its cluster. */
  record Status(URI url, boolean json) implements Command {}

  /**
   * Moves a node's data to the others and takes the node out.
   *
   * @param line names the data folder of a node of the cluster, of this machine
   */
  record Decommission(CommandLine line, String nodeId) implements Command {}

  /** Starts a cluster on this machine. */
  record ClusterUp(Path data, int zones, int nodes, int port) implements Command {}

  record ClusterStatus(Path data) implements Command {}

  record ClusterDown(Path data) implements Command {}

  /** At most this many zones, and nodes in each, on one machine. */
  int LOCAL_MAX = 9;

  /**
   * @throws StartException for anything that is not understood
   */
  static Command parse(List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new StartException("no command given: try coffer --help");
    }
    var command = arguments.getFirst();
    var rest = arguments.subList(1, arguments.size());
    if (command.equals("--help") || command.equals("help") || rest.contains("--help")) {
      return new Help(CommandLine.USAGE);
    }
    return switch (command) {
      case "serve" -> new Serve(CommandLine.parse(rest));
      case "init" -> new Init(CommandLine.parse(rest));
      case "token" -> new Token(CommandLine.parse(rest));
      case "status" -> status(rest);
      case "decommission" -> decommission(rest);
      case "cluster" -> cluster(rest);
      default -> throw new StartException("unknown command " + command + ": try coffer --help");
    };
  }

  private static Command status(List<String> words) {
    var options = new Options(words.iterator(), Set.of("--json"), Set.of("--url"));
    var url = options.text("--url").orElse("http://127.0.0.1:9000");
    try {
      return new Status(URI.create(url), options.flag("--json"));
    } catch (IllegalArgumentException malformed) {
      throw new StartException("--url needs a URL, not " + url);
    }
  }

  private static Command decommission(List<String> words) {
    var node = words.indexOf("--node");
    if (node < 0 || node + 1 >= words.size()) {
      throw new StartException("--node needs the id of a node: coffer status shows them");
    }
    var others = new ArrayList<>(words);
    others.remove(node);
    var nodeId = others.remove(node);
    return new Decommission(CommandLine.parse(others), nodeId);
  }

  private static Command cluster(List<String> words) {
    if (words.isEmpty()) {
      throw new StartException("coffer cluster needs up, status or down");
    }
    var options =
        new Options(
            words.subList(1, words.size()).iterator(),
            Set.of(),
            Set.of("--data", "--zones", "--nodes", "--port"));
    var data = options.path("--data").orElse(NodeSettings.DATA.resolve("cluster")).toAbsolutePath();
    return switch (words.getFirst()) {
      case "up" ->
          new ClusterUp(
              data,
              options.number("--zones", 1, LOCAL_MAX).orElse(3),
              options.number("--nodes", 1, LOCAL_MAX).orElse(3),
              options.port("--port").orElse(9000));
      case "status" -> new ClusterStatus(data);
      case "down" -> new ClusterDown(data);
      default -> throw new StartException("coffer cluster needs up, status or down");
    };
  }
}
