package coffer.rig.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace for each node, tied together by a bridge in a namespace of its own; the rig
 * itself is on the bridge with one further link. Names carry the rig's process id:
 *
 * <pre>
 *   crPID-sw            bridge br0
 *   crPID-z1n1 ...      eth0 10.X.0.(16 zone + number)/24
 *   root                crPID, 10.X.0.254/24
 * </pre>
 *
 * Packets are dropped by iptables inside the namespaces. The kernel's netem is not asked for, since
 * small kernels lack it: {@link DelayLine} delays, and a token bucket holds to a rate.
 */
final class NamespaceNetwork implements NodeNetwork {
  private static final int S3_PORT = 9000;
  private static final int CLUSTER_PORT = 9100;
  private static final int FIRST_SUBNET = 100;
  private static final int SUBNETS = 150;
  private static final int RIG = 254;
  private static final long DELAY_LINE_START_SECONDS = 20;

  private final String prefix;
  private final int subnet;
  private final ProcessCommand delayLine;
  private final Deque<Undo> made = new ArrayDeque<>();

  /** How a helper of the rig is run as a process. */
  interface ProcessCommand {
    List<String> words(List<String> arguments);
  }

  private NamespaceNetwork(String prefix, int subnet, ProcessCommand delayLine) {
    this.prefix = prefix;
    this.subnet = subnet;
    this.delayLine = delayLine;
  }

  /** Empty if namespaces can be used, otherwise why not. */
  static String obstacle() {
    if (!SystemCommand.succeeds("ip", "-V")) {
      return "there is no ip command";
    }
    var probe = "cr" + Long.toString(ProcessHandle.current().pid(), 36) + "-probe";
    if (!SystemCommand.succeeds("ip", "netns", "add", probe)) {
      return "network namespaces are not allowed";
    }
    try {
      return SystemCommand.succeeds("ip", "netns", "exec", probe, "iptables", "-w", "-S")
          ? ""
          : "iptables is missing";
    } finally {
      SystemCommand.succeeds("ip", "netns", "del", probe);
    }
  }

  static NamespaceNetwork create(Topology topology) throws IOException {
    removeOrphans();
    var prefix = "cr" + Long.toString(ProcessHandle.current().pid(), 36);
    var network = new NamespaceNetwork(prefix, freeSubnet(), NamespaceNetwork::helper);
    try {
      network.build(topology);
      return network;
    } catch (IOException failed) {
      network.close();
      throw failed;
    }
  }

  private static List<String> helper(List<String> arguments) {
    var words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DelayLine.class.getName()));
    words.addAll(arguments);
    return words;
  }

  /** What a rig left behind that was killed: its process is gone, and so its names are free. */
  private static void removeOrphans() throws IOException {
    for (var line : SystemCommand.run("ip", "netns", "list").lines().toList()) {
      var name = line.split(" ", 2)[0];
      if (name.matches("cr[0-9a-z]+-(sw|probe|z[0-9]n[0-9])")) {
        var pid = Long.parseLong(name.substring(2, name.indexOf('-')), 36);
        if (ProcessHandle.of(pid).isEmpty()) {
          removeNamespace(name);
        }
      }
    }
  }

  private static void removeNamespace(String name) throws IOException {
    SystemCommand.attempt(java.util.Map.of(), List.of("ip", "netns", "pids", name))
        .output()
        .lines()
        .filter(pid -> pid.matches("[0-9]+"))
        .forEach(
            pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
    SystemCommand.succeeds("ip", "netns", "del", name);
  }

  private static int freeSubnet() throws IOException {
    var taken = SystemCommand.run("ip", "-4", "route", "show", "table", "all");
    var start = (int) (ProcessHandle.current().pid() % SUBNETS);
    for (int step = 0; step < SUBNETS; step++) {
      var subnet = FIRST_SUBNET + (start + step) % SUBNETS;
      if (!taken.contains("10." + subnet + ".")) {
        return subnet;
      }
    }
    throw new IOException("no network 10.X.0.0/24 is free");
  }

  private void build(Topology topology) throws IOException {
    var bridge = prefix + "-sw";
    addNamespace(bridge);
    SystemCommand.run("ip", "-n", bridge, "link", "add", "br0", "type", "bridge");
    SystemCommand.run("ip", "-n", bridge, "link", "set", "br0", "up");
    made.push(() -> SystemCommand.succeeds("ip", "link", "del", prefix));
    SystemCommand.run(
        "ip", "link", "add", prefix, "type", "veth", "peer", "name", "rig", "netns", bridge);
    plug(bridge, "rig");
    SystemCommand.run("ip", "addr", "add", address(RIG) + "/24", "dev", prefix);
    SystemCommand.run("ip", "link", "set", prefix, "up");
    for (var node : topology.nodes()) {
      var space = namespace(node);
      addNamespace(space);
      SystemCommand.run(
          "ip",
          "-n",
          space,
          "link",
          "add",
          "eth0",
          "type",
          "veth",
          "peer",
          "name",
          node.name(),
          "netns",
          bridge);
      plug(bridge, node.name());
      SystemCommand.run("ip", "-n", space, "addr", "add", host(node) + "/24", "dev", "eth0");
      SystemCommand.run("ip", "-n", space, "link", "set", "lo", "up");
      SystemCommand.run("ip", "-n", space, "link", "set", "eth0", "up");
    }
  }

  private void addNamespace(String name) throws IOException {
    made.push(() -> removeNamespace(name));
    SystemCommand.run("ip", "netns", "add", name);
  }

  private static void plug(String bridge, String link) throws IOException {
    SystemCommand.run("ip", "-n", bridge, "link", "set", link, "master", "br0", "up");
  }

  private String namespace(NodeId node) {
    return prefix + "-" + node.name();
  }

  private String address(int host) {
    return "10." + subnet + ".0." + host;
  }

  @Override
  public String describe() {
    return "a network namespace for each node, 10." + subnet + ".0.0/24";
  }

  @Override
  public String host(NodeId node) {
    return address(16 * node.zone() + node.number());
  }

  @Override
  public int s3Port(NodeId node) {
    return S3_PORT;
  }

  @Override
  public int clusterPort(NodeId node) {
    return CLUSTER_PORT;
  }

  @Override
  public URI endpoint(NodeId node) {
    return URI.create("http://" + host(node) + ":" + S3_PORT);
  }

  @Override
  public List<String> inside(NodeId node, List<String> command) {
    // Not "ip netns exec", whose copy of the mounts would keep disks mounted that are unmounted
    // here.
    var words = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + namespace(node), "--"));
    words.addAll(command);
    return words;
  }

  @Override
  public boolean breaksPeers() {
    return true;
  }

  @Override
  public Undo cut(NodeId from, NodeId to) throws IOException {
    return rule(to, "INPUT", "-s", host(from), "-j", "DROP");
  }

  @Override
  public Undo cutClients(NodeId node) throws IOException {
    var in = rule(node, "INPUT", "-s", address(RIG), "-j", "DROP");
    var out = rule(node, "OUTPUT", "-d", address(RIG), "-j", "DROP");
    return both(in, out);
  }

  @Override
  public Undo lose(NodeId node, double probability) throws IOException {
    var share = "%.4f".formatted(probability);
    return both(
        rule(
            node,
            "INPUT",
            "!",
            "-i",
            "lo",
            "-m",
            "statistic",
            "--mode",
            "random",
            "--probability",
            share,
            "-j",
            "DROP"),
        rule(
            node,
            "OUTPUT",
            "!",
            "-o",
            "lo",
            "-m",
            "statistic",
            "--mode",
            "random",
            "--probability",
            share,
            "-j",
            "DROP"));
  }

  private Undo rule(NodeId node, String chain, String... match) throws IOException {
    var words = new ArrayList<>(List.of("iptables", "-w", "-A", chain));
    words.addAll(List.of(match));
    SystemCommand.run(inside(node, words).toArray(String[]::new));
    words.set(2, "-D");
    return () -> SystemCommand.run(inside(node, words).toArray(String[]::new));
  }

  private static Undo both(Undo one, Undo other) {
    return () -> {
      one.undo();
      other.undo();
    };
  }

  @Override
  public Undo slow(NodeId node, long kilobitsPerSecond) throws IOException {
    String[] words = {
      "tc",
      "qdisc",
      "replace",
      "dev",
      "eth0",
      "root",
      "tbf",
      "rate",
      kilobitsPerSecond + "kbit",
      "burst",
      "64kb",
      "latency",
      "500ms"
    };
    SystemCommand.run(inside(node, List.of(words)).toArray(String[]::new));
    var undo = inside(node, List.of("tc", "qdisc", "del", "dev", "eth0", "root"));
    return () -> SystemCommand.run(undo.toArray(String[]::new));
  }

  @Override
  public Undo delay(NodeId node, Duration delay, Duration jitter) throws IOException {
    var arguments =
        List.of(host(node), Long.toString(delay.toMillis()), Long.toString(jitter.toMillis()));
    var helper =
        new ProcessBuilder(inside(node, delayLine.words(arguments)))
            .redirectErrorStream(true)
            .start();
    // Its end takes the device away, and with it the route.
    Undo undo =
        () -> {
          stop(helper);
          SystemCommand.succeeds(inside(node, DelayLine.FORGET_RULE).toArray(String[]::new));
        };
    try (var lines = helper.inputReader()) {
      var first = java.util.concurrent.CompletableFuture.supplyAsync(() -> firstLine(lines));
      var said = first.get(DELAY_LINE_START_SECONDS, TimeUnit.SECONDS);
      if (!said.equals(DelayLine.READY)) {
        throw new IOException("no delay: " + said);
      }
      return undo;
    } catch (java.util.concurrent.ExecutionException
        | java.util.concurrent.TimeoutException failed) {
      undo.undo();
      throw new IOException("no delay: " + failed, failed);
    } catch (InterruptedException interrupted) {
      undo.undo();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  private static String firstLine(java.io.BufferedReader lines) {
    try {
      var line = lines.readLine();
      return line == null ? "it ended" : line;
    } catch (IOException failed) {
      return failed.toString();
    }
  }

  private static void stop(Process helper) throws IOException {
    helper.destroyForcibly();
    try {
      helper.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  @Override
  public synchronized void close() {
    while (!made.isEmpty()) {
      try {
        made.pop().undo();
      } catch (IOException left) {
        System.err.println("rig: could not remove a part of the network: " + left.getMessage());
      }
    }
  }
}
