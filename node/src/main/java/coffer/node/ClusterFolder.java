package coffer.node;

import coffer.kms.rootkey.RootKeySource;
import coffer.kms.rootkey.RootKeys;
import coffer.node.config.ClusterSettings;
import coffer.node.config.CommandLine;
import coffer.node.config.DataFolder;
import coffer.node.config.DataFolder.Place;
import coffer.node.config.NodeSettings;
import coffer.node.config.StartException;
import coffer.node.join.JoinClient;
import coffer.node.join.JoinReply;
import coffer.node.join.JoinTokens;
import coffer.node.local.LocalCluster;
import coffer.node.peer.Member;
import coffer.node.tls.ClusterAuthority;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes data folders parts of a cluster: the first by {@code init}, the others by joining. */
final class ClusterFolder implements LocalCluster.Commands {
  private static final Duration TOKEN_VALIDITY = Duration.ofHours(24);

  private final Map<String, String> environment;
  private final Clock clock;

  ClusterFolder(Map<String, String> environment, Clock clock) {
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  /** Where a folder keeps the authority. */
  static Path tls(Path data) {
    return data.resolve("tls");
  }

  /**
   * Makes a cluster's first folder; the same again changes nothing.
   *
   * @throws StartException when the folder belongs to a cluster that began elsewhere
   */
  static ClusterToken init(NodeSettings settings, Clock clock) {
    var cluster =
        settings.cluster().orElseThrow(() -> new StartException("init needs --cluster-host"));
    try (var folder = DataFolder.take(settings.data(), settings.zone());
        var rootKey = RootKeys.open(settings.rootKey(), folder.path())) {
      if (folder.place().filter(place -> !place.foundsRegion()).isPresent()) {
        throw new StartException("the data folder " + folder.path() + " has joined a cluster");
      }
      ClusterAuthority.open(tls(folder.path()), rootKey, clock);
      if (settings.rootCredentials().isEmpty()) {
        folder.rootCredentials();
      }
      folder.keep(new Place(cluster.host(), cluster.portOrDefault(), true, true));
    }
    return token(settings, clock);
  }

  /** A token for the cluster of a folder, which a node may be serving. */
  static ClusterToken token(NodeSettings settings, Clock clock) {
    var cluster = DataFolder.clusterIdOf(settings.data());
    try (var rootKey = RootKeys.open(settings.rootKey(), settings.data())) {
      var authority = ClusterAuthority.open(tls(settings.data()), rootKey, clock);
      return new ClusterToken(
          cluster,
          JoinTokens.make(rootKey, cluster, authority.certificate(), TOKEN_VALIDITY, clock));
    }
  }

  /**
   * Asks a node for what this folder lacks to be of its cluster, and keeps it.
   *
   * @return whom to announce the node to
   */
  static List<Member> join(
      DataFolder folder, ClusterSettings.Join join, RootKeySource source, Clock clock) {
    var reply = JoinClient.join(join.host(), join.port(), join.clusterId(), join.tokenToJoin());
    try {
      keep(folder, reply, source, clock);
    } finally {
      reply.clear();
    }
    return reply.members();
  }

  private static void keep(DataFolder folder, JoinReply reply, RootKeySource source, Clock clock) {
    reply.rootKey().install(source, folder.path());
    try (var rootKey = RootKeys.open(source, folder.path())) {
      ClusterAuthority.adopt(
          tls(folder.path()), rootKey, reply.authority(), reply.authorityKey(), clock);
    }
    reply.rootCredentials().ifPresent(folder::keep);
  }

  @Override
  public void init(Path data, String zone, String clusterHost, int clusterPort) {
    init(
        settings(
            "--data",
            data.toString(),
            "--zone",
            zone,
            "--cluster-host",
            clusterHost,
            "--cluster-port",
            Integer.toString(clusterPort)),
        clock);
  }

  @Override
  public ClusterToken token(Path data) {
    return token(settings("--data", data.toString()), clock);
  }

  private NodeSettings settings(String... words) {
    return NodeSettings.of(CommandLine.parse(List.of(words)), environment);
  }
}
