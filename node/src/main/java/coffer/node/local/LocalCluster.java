package coffer.node.local;

import coffer.node.config.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Zones times nodes as processes of this machine, on loopback. The folder has a folder for each
 * node, {@code <zone>/node<n>/}, and beside it {@code node<n>.log} and, while it runs, {@code
 * node<n>.pid}; {@code layout} keeps the numbers of zones, nodes and the first port.
 */
public final class LocalCluster {
  private static final String HOST = "127.0.0.1";

  /** The ports between nodes begin this far above those for clients. */
  private static final int CLUSTER_PORTS_ABOVE = 1000;

  private static final Duration READY_MAX = Duration.ofSeconds(180);
  private static final Duration STOPPED_MAX = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Path folder;
  private final LocalLayout layout;

  private LocalCluster(Path folder, LocalLayout layout) {
    this.folder = folder;
    this.layout = layout;
  }

  /**
   * The cluster of a folder, made there when there is none.
   *
   * @throws StartException when the folder has a larger one, or one at another port
   */
  public static LocalCluster in(Path folder, LocalLayout wished) {
    var kept = LocalLayout.read(folder);
    if (kept.isPresent() && !wished.includes(kept.get())) {
      throw new StartException(
          "the cluster in " + folder + " has " + kept.get() + "; it can grow, not shrink or move");
    }
    return new LocalCluster(folder, wished);
  }

  /**
   * The cluster of a folder.
   *
   * @throws StartException when there is none
   */
  public static LocalCluster in(Path folder) {
    var kept = LocalLayout.read(folder);
    return new LocalCluster(
        folder, kept.orElseThrow(() -> new StartException("there is no cluster in " + folder)));
  }

  /** One node's files and ports. */
  record LocalNode(int zone, int number, int port, int clusterPort, Path data) {
    String zoneName() {
      return "zone" + zone + "-az1";
    }

    Path log() {
      return data.resolveSibling("node" + number + ".log");
    }

    Path pid() {
      return data.resolveSibling("node" + number + ".pid");
    }

    boolean made() {
      return Files.exists(data.resolve("cluster"));
    }
  }

  private List<LocalNode> nodes() {
    var nodes = new ArrayList<LocalNode>();
    for (int zone = 1; zone <= layout.zones(); zone++) {
      for (int number = 1; number <= layout.nodes(); number++) {
        int index = (zone - 1) * layout.nodes() + number - 1;
        nodes.add(
            new LocalNode(
                zone,
                number,
                layout.port() + index,
                layout.port() + CLUSTER_PORTS_ABOVE + 3 * index,
                folder.resolve("zone" + zone + "-az1").resolve("node" + number)));
      }
    }
    return nodes;
  }

  /**
   * Starts what does not run, and waits until all answer.
   *
   * @param commands makes the first node's folder, and tokens to join it with
   */
  public void up(Commands commands) {
    var nodes = nodes();
    try {
      for (var node : nodes) {
        Files.createDirectories(node.data());
      }
      layout.write(folder);
      if (nodes.stream().noneMatch(LocalNode::made)) {
        var first = nodes.getFirst();
        commands.init(first.data(), first.zoneName(), HOST, first.clusterPort());
      }
      // Once formed, no node can do without the others: all at once. Newcomers, and nodes whose
      // folder was emptied, join them.
      var known = nodes.stream().filter(LocalNode::made).toList();
      awaitReady(start(known, Optional.empty()));
      var joining = nodes.stream().filter(node -> !known.contains(node)).toList();
      if (!joining.isEmpty()) {
        var member = known.getFirst();
        var token = commands.token(member.data());
        awaitReady(start(joining, Optional.of(new Joining(member, token))));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot start the cluster in " + folder, failed);
    }
  }

  /** Whom to join, and how. */
  private record Joining(LocalNode member, Commands.ClusterToken token) {}

  /** What a cluster's first node can do for the others without running. */
  public interface Commands {
    /** A cluster's id and a token. */
    record ClusterToken(String clusterId, String token) {
      @Override
      public String toString() {
        return "ClusterToken[" + clusterId + "]";
      }
    }

    void init(Path data, String zone, String clusterHost, int clusterPort);

    ClusterToken token(Path data);
  }

  private Map<LocalNode, Process> start(List<LocalNode> nodes, Optional<Joining> joining)
      throws IOException {
    var started = new java.util.LinkedHashMap<LocalNode, Process>();
    for (var node : nodes) {
      if (running(node).isEmpty()) {
        started.put(node, start(node, joining));
      }
    }
    return started;
  }

  private Process start(LocalNode node, Optional<Joining> joining) throws IOException {
    var words =
        new ArrayList<>(
            List.of(
                "serve",
                "--data",
                node.data().toString(),
                "--zone",
                node.zoneName(),
                "--port",
                Integer.toString(node.port()),
                "--cluster-host",
                HOST,
                "--cluster-port",
                Integer.toString(node.clusterPort())));
    joining.ifPresent(
        join -> {
          words.addAll(List.of("--join", HOST + ":" + join.member().clusterPort()));
          words.addAll(List.of("--cluster-id", join.token().clusterId()));
        });
    var builder = new ProcessBuilder(LocalJvm.command(words));
    joining.ifPresent(join -> builder.environment().put("COFFER_JOIN_TOKEN", join.token().token()));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(node.log().toFile()));
    Files.deleteIfExists(node.log());
    var process = builder.start();
    Files.writeString(node.pid(), Long.toString(process.pid()));
    return process;
  }

  private void awaitReady(Map<LocalNode, Process> started) throws IOException {
    long deadline = System.nanoTime() + READY_MAX.toNanos();
    for (var entry : started.entrySet()) {
      var node = entry.getKey();
      while (!Files.readString(node.log(), StandardCharsets.UTF_8).contains("coffer ready ")) {
        if (!entry.getValue().isAlive() || System.nanoTime() > deadline) {
          throw new StartException("a node did not start: see " + node.log());
        }
        LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      }
    }
  }

  /** The process of a node: whatever else has its number by now does not hold the folder's lock. */
  private static Optional<ProcessHandle> running(LocalNode node) {
    try {
      return Files.exists(node.pid())
          ? ProcessHandle.of(Long.parseLong(Files.readString(node.pid()).strip()))
              .filter(ProcessHandle::isAlive)
              .filter(process -> process.info().command().orElse("").contains("java"))
          : Optional.empty();
    } catch (IOException | NumberFormatException unreadable) {
      return Optional.empty();
    }
  }

  /** Stops all nodes at once; their data stays. */
  public void down() {
    var stopping = new ArrayList<CompletableFuture<ProcessHandle>>();
    for (var node : nodes()) {
      running(node)
          .ifPresent(
              process -> {
                process.destroy();
                stopping.add(process.onExit());
              });
    }
    try {
      CompletableFuture.allOf(stopping.toArray(CompletableFuture[]::new))
          .get(STOPPED_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      nodes().forEach(node -> running(node).ifPresent(ProcessHandle::destroyForcibly));
    } catch (InterruptedException | java.util.concurrent.ExecutionException failed) {
      throw new StartException("the cluster was not stopped: " + failed);
    }
    for (var node : nodes()) {
      try {
        Files.deleteIfExists(node.pid());
      } catch (IOException left) {
        throw new UncheckedIOException("cannot remove " + node.pid(), left);
      }
    }
  }

  /** Where clients reach the nodes, zone by zone. */
  public List<String> urls() {
    return nodes().stream().map(node -> "http://" + HOST + ":" + node.port()).toList();
  }

  /** The root credentials that the first node made. */
  public Path rootCredentials() {
    return nodes().getFirst().data().resolve("root-credentials");
  }
}
