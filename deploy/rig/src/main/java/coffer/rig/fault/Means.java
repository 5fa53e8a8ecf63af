package coffer.rig.fault;

import coffer.rig.cluster.LocalCluster;
import coffer.rig.cluster.ProductCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What this machine and this build allow. Each is empty if it is there, otherwise why not.
 *
 * @param namespaces network namespaces and iptables
 * @param tunnels TUN devices
 * @param disks file systems in files
 * @param clock a clock that can be shifted
 */
record Means(String namespaces, String tunnels, String disks, String clock) {

  /** Found out by trying. */
  static Means probe(Path folder, ProductCommand product) throws IOException {
    return new Means(
        LocalCluster.networkObstacle(),
        tunnel(),
        LocalCluster.diskObstacle(folder),
        clock(product));
  }

  /** Of a cluster that runs. */
  static Means of(LocalCluster cluster) {
    return new Means(
        cluster.network().breaksPeers() ? "" : "needs network namespaces",
        tunnel(),
        cluster.disksAreBounded() ? "" : "needs a file system in a file for each node",
        clock(cluster.product()));
  }

  private static String tunnel() {
    return Files.isWritable(Path.of("/dev/net/tun")) ? "" : "there is no /dev/net/tun";
  }

  private static String clock(ProductCommand product) {
    return product.mentions(LocalCluster.CLOCK_SETTING)
        ? ""
        : "this build does not read " + LocalCluster.CLOCK_SETTING;
  }

  /** Why faults of the kind cannot be injected; empty if they can. */
  Optional<String> obstacle(FaultKind kind) {
    var why =
        switch (kind) {
          case ISOLATE,
              ISOLATE_LEADER,
              ISOLATE_ZONE,
              RESTART_CUT_ZONE,
              CUT_PAIR,
              CUT_ONE_WAY,
              LOSS,
              SLOW_LINK ->
              namespaces;
          case LATENCY -> namespaces.isEmpty() ? tunnels : namespaces;
          case DISK_FULL, POWER_LOSS, POWER_LOSS_ALL -> disks;
          case CLOCK_JUMP -> clock;
          case KILL,
              KILL_LEADER,
              KILL_ZONE,
              PAUSE,
              PAUSE_LEADER,
              RESTART,
              ROLLING_RESTART,
              WIPE,
              CUT_CLIENTS,
              DAMAGE,
              KMS_DISABLE,
              KILL_ALL ->
              "";
        };
    return Optional.of(why).filter(reason -> !reason.isEmpty());
  }

  /** How faults of the kind are brought about, where they can be. */
  String method(FaultKind kind) {
    return switch (kind) {
      case KILL, KILL_LEADER, KILL_ZONE, KILL_ALL -> "SIGKILL, and a start with the same arguments";
      case PAUSE, PAUSE_LEADER -> "SIGSTOP and SIGCONT";
      case RESTART, ROLLING_RESTART -> "SIGTERM, and a start with the same arguments";
      case WIPE -> "SIGKILL, the data folder emptied, serve --join with a fresh token";
      case ISOLATE, ISOLATE_LEADER, ISOLATE_ZONE, CUT_PAIR, CUT_ONE_WAY ->
          "iptables DROP in the node's namespace";
      case RESTART_CUT_ZONE -> "the same; SIGKILL, and starts with the same arguments";
      case LOSS -> "iptables statistic in the node's namespace";
      case LATENCY -> "a TUN device in the node's namespace, with a queue in user space";
      case SLOW_LINK -> "tc tbf in the node's namespace";
      case CUT_CLIENTS ->
          namespaces.isEmpty() ? "iptables DROP in the node's namespace" : "a proxy in the rig";
      case DISK_FULL -> "ext4 in a file, filled up by a ballast";
      case POWER_LOSS, POWER_LOSS_ALL -> "ext4 in a file, shut down without a flush; SIGKILL";
      case DAMAGE -> "bits flipped in stored files";
      case CLOCK_JUMP -> LocalCluster.CLOCK_SETTING;
      case KMS_DISABLE -> "DisableKey and EnableKey";
    };
  }
}
