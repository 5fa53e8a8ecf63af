package coffer.rig.fault;

import coffer.rig.ClusterUnderTest;
import coffer.rig.FaultSchedule;
import coffer.rig.RunOptions;
import coffer.rig.TestBed;
import coffer.rig.cluster.LocalCluster;
import coffer.rig.cluster.ProductCommand;
import coffer.rig.cluster.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Clusters of processes on this machine, and seeded faults. Settings of the rig's JVM:
 *
 * <ul>
 *   <li>{@code rig.checkout}: the checkout whose {@code node/target} is run (default: the working
 *       folder)
 *   <li>{@code rig.sabotage}: a bug to plant in all nodes; see {@link coffer.rig.sabotage.Sabotage}
 *   <li>{@code rig.namespaces}: {@code false} to do without network namespaces
 *   <li>{@code rig.disk-mib}: the size of each node's disk (default: 16384, which take up what is
 *       written); 0 for plain folders
 * </ul>
 */
public final class LocalTestBed implements TestBed {
  /** In a run of this length every kind of fault must have had its turn. */
  private static final Duration LONG = Duration.ofMinutes(10);

  static final String WORKLOAD_KEYS = "chaos rig";

  @Override
  public ClusterUnderTest start(RunOptions options) throws IOException, InterruptedException {
    var cluster = LocalCluster.start(settings(options));
    System.out.println("rig: " + cluster.topology());
    return cluster;
  }

  private static LocalCluster.Settings settings(RunOptions options) throws IOException {
    var root = Path.of(System.getProperty("rig.checkout", "")).toAbsolutePath();
    var product = ProductCommand.of(root).small();
    var sabotage = System.getProperty("rig.sabotage", "");
    if (!sabotage.isEmpty()) {
      product = product.with("-javaagent:" + agent(root) + "=" + sabotage);
    }
    Optional<ProductCommand> before = Optional.empty();
    if (options.upgradeFrom().isPresent()) {
      var older = options.upgradeFrom().get().toAbsolutePath();
      before = Optional.of(ProductCommand.of(older).small());
    }
    var kinds = FaultKind.of(options.faults());
    var disks =
        kinds.stream()
            .anyMatch(
                kind ->
                    switch (kind) {
                      case DISK_FULL, POWER_LOSS, POWER_LOSS_ALL -> true;
                      default -> false;
                    });
    var folder = options.folder().resolve("cluster");
    var size = Integer.getInteger("rig.disk-mib", 16384);
    return new LocalCluster.Settings(
        new Topology(options.zones(), options.nodes()),
        folder,
        product,
        before,
        disks && LocalCluster.diskObstacle(folder).isEmpty() ? size : 0,
        Map.of(),
        !System.getProperty("rig.namespaces", "true").equals("false"));
  }

  private static Path agent(Path root) throws IOException {
    var target = root.resolve("deploy/rig/target");
    try (var jars = java.nio.file.Files.newDirectoryStream(target, "rig-*-sabotage.jar")) {
      for (var jar : jars) {
        return jar;
      }
    }
    throw new IOException("no rig-*-sabotage.jar in " + target);
  }

  /**
   * Faults begin and end within the time of load. {@code all} is all that make sense in the
   * topology.
   */
  @Override
  public FaultSchedule faults(ClusterUnderTest cluster, RunOptions options) {
    var asked = FaultKind.of(options.faults());
    if (asked.isEmpty()) {
      return FaultSchedule.none();
    }
    if (!(cluster instanceof LocalCluster local)) {
      throw new IllegalArgumentException("only a cluster that the rig started can be hurt");
    }
    var all = options.faults().equals(List.of("all"));
    var rule = new SafetyRule(local.nodesByZone());
    return new SeededFaults(
        local,
        options.seed(),
        all ? asked.stream().filter(kind -> rule.obstacle(kind).isEmpty()).toList() : asked,
        all || options.duration().compareTo(LONG) >= 0,
        options.duration(),
        new WorkloadKeys(cluster, WORKLOAD_KEYS));
  }
}
