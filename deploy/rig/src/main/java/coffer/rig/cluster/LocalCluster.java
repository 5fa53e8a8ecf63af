package coffer.rig.cluster;

import coffer.rig.ClusterUnderTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cluster of processes on this machine. A lone node is plain {@code coffer serve}; otherwise the
 * first node is made by {@code coffer init}, and the others join it.
 *
 * <p>The folder of a run: {@code z1n1/} the disk of a node with {@code data/} on it, {@code
 * logs/z1n1.log} what it printed, {@code clocks/z1n1} how far its clock is off, in milliseconds.
 *
 * <p>Processes are started, stopped and signalled by one thread at a time.
 */
public final class LocalCluster implements ClusterUnderTest {
  /** The setting by which a test build's clock is shifted. */
  public static final String CLOCK_SETTING = "coffer.clock.offset-file";

  /** What the launcher sets. */
  private static final Map<String, String> LAUNCHERS =
      Map.of("MALLOC_ARENA_MAX", "2", "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");

  private static final Duration READY_MAX = Duration.ofSeconds(90);
  private static final Duration STOP_MAX = Duration.ofSeconds(30);
  private static final int COMPARISONS = 3;

  /**
   * @param folder of the run; made
   * @param diskMebibytes the size of each node's disk where disks of their own are possible; 0 for
   *     plain folders
   * @param before the version that nodes are started with until they are upgraded
   * @param environment the same for every node
   * @param namespaces whether to use them where they are allowed
   */
  public record Settings(
      Topology topology,
      Path folder,
      ProductCommand product,
      Optional<ProductCommand> before,
      int diskMebibytes,
      Map<String, String> environment,
      boolean namespaces) {
    public Settings {
      environment = Map.copyOf(environment);
    }
  }

  private final Settings settings;
  private final NodeNetwork network;
  private final Map<NodeId, NodeDisk> disks = new LinkedHashMap<>();
  private final Map<NodeId, NodeProcess> processes = new ConcurrentHashMap<>();
  private final NodeVersions versions;
  private final NodeCommands commands;
  private final Thread removal = new Thread(this::removeAll, "rig-removal");
  private boolean closed;

  private LocalCluster(Settings settings, NodeNetwork network) {
    this.settings = settings;
    this.network = network;
    this.versions = new NodeVersions(settings.product(), settings.before());
    this.commands = new NodeCommands(settings, network);
  }

  /**
   * Starts all nodes and waits until each serves.
   *
   * @throws IOException when one does not; everything is removed then
   */
  public static LocalCluster start(Settings settings) throws IOException, InterruptedException {
    Files.createDirectories(settings.folder());
    var network = network(settings);
    var cluster = new LocalCluster(settings, network);
    Runtime.getRuntime().addShutdownHook(cluster.removal);
    try {
      cluster.startAll();
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException failed) {
      cluster.close();
      throw failed;
    }
  }

  private static NodeNetwork network(Settings settings) throws IOException {
    var obstacle =
        settings.namespaces() ? NamespaceNetwork.obstacle() : "namespaces are not asked for";
    return obstacle.isEmpty()
        ? NamespaceNetwork.create(settings.topology())
        : LoopbackNetwork.create(settings.topology(), obstacle);
  }

  /** Why nodes cannot have disks of their own; empty if they can. */
  public static String diskObstacle(Path folder) throws IOException {
    Files.createDirectories(folder);
    return NodeDisk.obstacle(folder);
  }

  /** Why links between nodes cannot be broken; empty if they can. */
  public static String networkObstacle() {
    return NamespaceNetwork.obstacle();
  }

  private void startAll() throws IOException, InterruptedException {
    var nodes = settings.topology().nodes();
    for (var node : nodes) {
      disks.put(node, disk(node));
    }
    var first = nodes.getFirst();
    if (!settings.topology().lone()) {
      commands.found(first, data(first));
    }
    launch(first);
    process(first).awaitReady(READY_MAX);
    for (var node : nodes.subList(1, nodes.size())) {
      launch(node);
    }
    for (var node : nodes.subList(1, nodes.size())) {
      process(node).awaitReady(READY_MAX);
    }
  }

  private NodeDisk disk(NodeId node) throws IOException {
    var mount = settings.folder().resolve(node.name());
    return settings.diskMebibytes() > 0
        ? NodeDisk.mounted(mount, settings.diskMebibytes())
        : NodeDisk.folder(mount);
  }

  private void launch(NodeId node) throws IOException {
    var jvm = new ArrayList<>(NodeCommands.scrubbing(settings.topology()));
    jvm.add("-D" + CLOCK_SETTING + "=" + clock(node));
    setClock(node, Duration.ZERO);
    var words =
        network.inside(node, versions.of(node).words(jvm, commands.serve(node, data(node))));
    var environment = new HashMap<>(LAUNCHERS);
    environment.putAll(settings.environment());
    synchronized (this) {
      if (closed) {
        throw new IOException("the cluster is closed");
      }
      processes.put(node, NodeProcess.launch(words, environment, log(node)));
    }
  }

  public NodeVersions versions() {
    return versions;
  }

  public Topology nodesByZone() {
    return settings.topology();
  }

  public NodeNetwork network() {
    return network;
  }

  public ProductCommand product() {
    return settings.product();
  }

  public NodeDisk disk(NodeId node, boolean bounded) {
    var disk = disks.get(node);
    if (disk == null || (bounded && !disk.bounded())) {
      throw new UnsupportedOperationException("the disk of " + node + " has no bound");
    }
    return disk;
  }

  /** Whether disks can be filled and lose power. */
  public boolean disksAreBounded() {
    return disks.values().stream().allMatch(NodeDisk::bounded);
  }

  /** The node's data folder. */
  public Path data(NodeId node) {
    return disk(node, false).data();
  }

  /** What the node printed, in all its lives. */
  public Path log(NodeId node) {
    return settings.folder().resolve("logs").resolve(node.name() + ".log");
  }

  private Path clock(NodeId node) {
    return settings.folder().resolve("clocks").resolve(node.name());
  }

  /** Shifts what a test build of the node takes for the time. */
  public void setClock(NodeId node, Duration offset) throws IOException {
    var file = clock(node);
    Files.createDirectories(file.getParent());
    var aside = file.resolveSibling(node.name() + ".new");
    Files.writeString(aside, offset.toMillis() + "\n");
    Files.move(aside, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  /** SIGKILL. */
  public void kill(NodeId node) throws InterruptedException {
    process(node).kill();
  }

  /** SIGTERM; false when the node had to be killed. */
  public boolean terminate(NodeId node) throws InterruptedException {
    return process(node).terminate(STOP_MAX);
  }

  public void pause(NodeId node) throws IOException {
    process(node).pause();
  }

  public void resume(NodeId node) throws IOException {
    process(node).resume();
  }

  public boolean alive(NodeId node) {
    return process(node).alive();
  }

  long pid(NodeId node) {
    return process(node).pid();
  }

  /**
   * Starts the node that was stopped or killed, with the same arguments.
   *
   * @throws IOException when it does not get ready
   */
  public void restart(NodeId node) throws IOException, InterruptedException {
    restart(List.of(node));
  }

  /** Starts them all, then waits for each: some serve only with others. */
  public void restart(List<NodeId> nodes) throws IOException, InterruptedException {
    for (var node : nodes) {
      if (!process(node).alive()) {
        launch(node);
      }
    }
    for (var node : nodes) {
      process(node).awaitReady(READY_MAX);
    }
  }

  /** Takes a stopped node's data away; it starts anew, and joins with a token made now. */
  public void wipeAndRejoin(NodeId node) throws IOException, InterruptedException {
    if (settings.topology().lone()) {
      throw new UnsupportedOperationException("a lone node has nobody to join");
    }
    disk(node, false).wipe();
    var contact =
        settings.topology().nodes().stream()
            .filter(other -> !other.equals(node) && alive(other))
            .findFirst()
            .orElseThrow(() -> new IOException("no other node is alive"));
    commands.joinAnew(node, data(contact), contact);
    restart(node);
  }

  private NodeProcess process(NodeId node) {
    var found = processes.get(node);
    if (found == null) {
      throw new IllegalStateException(node + " was never started");
    }
    return found;
  }

  /** Who leads the group, as any node says that answers. */
  public Optional<NodeId> leader(String group) {
    return new Health(settings.topology(), network).leader(group);
  }

  @Override
  public List<URI> endpoints() {
    return settings.topology().nodes().stream().map(network::endpoint).toList();
  }

  @Override
  public List<URI> endpointsIn(String zone) {
    return settings.topology().nodes().stream()
        .filter(node -> node.zoneName().equals(zone))
        .map(network::endpoint)
        .toList();
  }

  /** From the environment, or the first node's data folder. */
  @Override
  public Credentials credentials() {
    return RootUser.credentials(
        settings.environment(), data(settings.topology().nodes().getFirst()));
  }

  @Override
  public List<String> zones() {
    return settings.topology().zoneNames();
  }

  @Override
  public List<Path> dataFolders() {
    var folders = new ArrayList<Path>();
    settings.topology().nodes().forEach(node -> folders.add(data(node)));
    folders.add(settings.folder().resolve("logs"));
    return folders;
  }

  @Override
  public String topology() {
    return settings.topology() + ", " + network.describe();
  }

  @Override
  public boolean awaitHealed(Duration atMost) throws InterruptedException {
    return new Health(settings.topology(), network)
        .awaitWhole(
            atMost, () -> processes.values().stream().anyMatch(process -> !process.alive()));
  }

  @Override
  public boolean awaitScrubbed(Duration atMost) throws InterruptedException {
    return settings.topology().lone()
        || new Health(settings.topology(), network)
            .awaitScrubbed(System.currentTimeMillis(), atMost);
  }

  /**
   * Stops all nodes, and leaves them so. Nodes that stopped a moment before the last entry came are
   * started and stopped again.
   */
  @Override
  public Optional<List<String>> replicaDifferences() throws InterruptedException {
    if (settings.topology().lone()) {
      return Optional.empty();
    }
    try {
      for (int attempt = 1; true; attempt++) {
        var comparison = compareStopped();
        var differences = comparison.differences();
        if (differences.isEmpty() || !comparison.someAreBehind() || attempt == COMPARISONS) {
          return Optional.of(differences);
        }
        restart(settings.topology().nodes());
        awaitHealed(READY_MAX);
      }
    } catch (IOException failed) {
      return Optional.of(List.of("they could not be compared: " + failed.getMessage()));
    }
  }

  private ReplicaComparison compareStopped() throws IOException, InterruptedException {
    processes.values().forEach(NodeProcess::askToStop);
    var comparison = new ReplicaComparison(settings.topology());
    for (var node : settings.topology().nodes()) {
      if (!terminate(node)) {
        System.out.println("rig: " + node + " did not stop on SIGTERM and was killed");
      }
    }
    for (var node : settings.topology().nodes()) {
      comparison.add(node, settings.product(), data(node));
    }
    return comparison;
  }

  private void removeAll() {
    synchronized (this) {
      closed = true;
    }
    processes
        .values()
        .forEach(
            process -> {
              try {
                process.kill();
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
            });
    network.close();
    disks.values().forEach(NodeDisk::close);
  }

  /** Kills all nodes and removes networks and mounts; logs, and data in plain folders, stay. */
  @Override
  public void close() {
    removeAll();
    try {
      Runtime.getRuntime().removeShutdownHook(removal);
    } catch (IllegalStateException ending) {
      // The machine is on its way down, and the hook runs.
    }
  }
}
