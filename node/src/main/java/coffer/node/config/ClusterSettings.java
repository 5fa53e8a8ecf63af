package coffer.node.config;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A node's place among others.
 *
 * @param host where peers reach it; an address or a name of the machine
 * @param port the first of three; 7350 unless chosen
 * @param join absent when the folder already belongs to the cluster, or founds it
 */
public record ClusterSettings(String host, OptionalInt port, Optional<Join> join) {
  static final int PORT_DEFAULT = 7350;

  /** Two more follow. */
  private static final int PORT_MAX = 65_533;

  /**
   * Whom to ask to be taken in.
   *
   * @param token a secret; a folder that has joined needs none
   */
  public record Join(String host, int port, String clusterId, Optional<String> token) {
    /**
     * @throws StartException when none was given
     */
    public String tokenToJoin() {
      return token.orElseThrow(
          () -> new StartException("--join needs --token, as coffer token prints it"));
    }

    @Override
    public String toString() {
      return "Join[" + host + ":" + port + "]";
    }
  }

  public int portOrDefault() {
    return port.orElse(PORT_DEFAULT);
  }

  /**
   * @throws StartException for options that do not go together
   */
  static Optional<ClusterSettings> of(CommandLine line, Map<String, String> environment) {
    line.clusterPort().ifPresent(port -> check(port >= 1 && port <= PORT_MAX, "--cluster-port"));
    if (line.clusterHost().isEmpty()) {
      check(line.clusterPort().isEmpty() && line.join().isEmpty(), "--cluster-host");
      return Optional.empty();
    }
    var join = line.join().map(address -> join(line, address, environment));
    return Optional.of(
        new ClusterSettings(line.clusterHost().orElseThrow(), line.clusterPort(), join));
  }

  private static Join join(CommandLine line, String address, Map<String, String> environment) {
    var colon = address.lastIndexOf(':');
    check(colon > 0, "--join");
    var port = Options.number("--join", address.substring(colon + 1), 1, PORT_MAX);
    var id =
        line.clusterId()
            .orElseThrow(() -> new StartException("--join needs --cluster-id, as init printed it"));
    var token = line.token().or(() -> Optional.ofNullable(environment.get("COFFER_JOIN_TOKEN")));
    return new Join(address.substring(0, colon), port, id, token);
  }

  private static void check(boolean fine, String option) {
    if (!fine) {
      throw new StartException(
          switch (option) {
            case "--cluster-host" -> "--cluster-port and --join need --cluster-host";
            case "--join" -> "--join needs HOST:PORT";
            default -> "--cluster-port needs a number from 1 to " + PORT_MAX;
          });
    }
  }
}
