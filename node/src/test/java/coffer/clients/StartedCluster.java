package coffer.clients;

import coffer.node.status.ClusterStatus;
import coffer.node.status.StatusPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * {@code coffer cluster up} as a user types it, on loopback and free ports, in a folder that is
 * removed with it.
 */
final class StartedCluster implements AutoCloseable {
  private static final Duration UP_MAX = Duration.ofMinutes(4);

  private final Path folder;
  private final int zones;
  private final int nodes;
  private final int port;

  private StartedCluster(Path folder, int zones, int nodes, int port) {
    this.folder = folder;
    this.zones = zones;
    this.nodes = nodes;
    this.port = port;
  }

  static StartedCluster start(int zones, int nodes) throws Exception {
    var cluster =
        new StartedCluster(
            Files.createTempDirectory("coffer-cluster"), zones, nodes, freePorts(zones * nodes));
    try {
      cluster.up();
      return cluster;
    } catch (Exception | Error failed) {
      cluster.close();
      throw failed;
    }
  }

  /** The same data with more zones or nodes. */
  StartedCluster grown(int moreZones, int moreNodes) throws Exception {
    var larger = new StartedCluster(folder, moreZones, moreNodes, port);
    larger.up();
    return larger;
  }

  /** Starts what does not run. */
  void up() throws Exception {
    run(
        "up",
        "--zones",
        Integer.toString(zones),
        "--nodes",
        Integer.toString(nodes),
        "--port",
        Integer.toString(port));
  }

  private void run(String... words) throws IOException {
    var command = new ArrayList<>(List.of("cluster"));
    command.addAll(List.of(words));
    command.addAll(List.of("--data", folder.toString()));
    var log = folder.resolve("command.log").toFile();
    var builder = new ProcessBuilder(StartedServer.command(command)).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    builder.environment().put("COFFER_ROOT_ACCESS_KEY_ID", StartedServer.ACCESS_KEY);
    builder.environment().put("COFFER_ROOT_SECRET_ACCESS_KEY", StartedServer.SECRET);
    var process = builder.start();
    if (!ended(process) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException(Files.readString(log.toPath()) + "\n" + logs());
    }
  }

  private static boolean ended(Process process) {
    try {
      return process.waitFor(UP_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The ends of what the nodes have logged. */
  String logs() {
    var text = new StringBuilder();
    try (var files = Files.walk(folder, 2)) {
      for (var file : files.filter(path -> path.toString().endsWith(".log")).sorted().toList()) {
        var lines = Files.readAllLines(file);
        text.append(file).append('\n');
        lines
            .subList(Math.max(0, lines.size() - 40), lines.size())
            .forEach(line -> text.append("    ").append(line).append('\n'));
      }
    } catch (IOException unreadable) {
      text.append(unreadable);
    }
    return text.toString();
  }

  /**
   * @param zone from 1
   * @param node in its zone, from 1
   */
  URI url(int zone, int node) {
    return URI.create("http://127.0.0.1:" + (port + (zone - 1) * nodes + node - 1));
  }

  Path data(int zone, int node) {
    return folder.resolve("zone" + zone + "-az1").resolve("node" + node);
  }

  S3Client s3(int zone, int node) {
    return S3Client.builder()
        .endpointOverride(url(zone, node))
        .region(Region.of(StartedServer.REGION))
        .credentialsProvider(credentials())
        .build();
  }

  /** The SDK's session provider asks for a bucket name, which some requests do not have. */
  S3Client withoutSessions(int zone, int node) {
    return S3Client.builder()
        .endpointOverride(url(zone, node))
        .region(Region.of(StartedServer.REGION))
        .credentialsProvider(credentials())
        .disableS3ExpressSessionAuth(true)
        .build();
  }

  KmsClient kms(int zone, int node) {
    return KmsClient.builder()
        .endpointOverride(url(zone, node))
        .region(Region.of(StartedServer.REGION))
        .credentialsProvider(credentials())
        .build();
  }

  private static StaticCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(StartedServer.ACCESS_KEY, StartedServer.SECRET));
  }

  ProcessHandle process(int zone, int node) throws IOException {
    var file = data(zone, node).resolveSibling("node" + node + ".pid");
    return ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
  }

  /** SIGKILL. */
  void kill(int zone, int node) throws Exception {
    var process = process(zone, node);
    process.destroyForcibly();
    process.onExit().get(20, TimeUnit.SECONDS);
  }

  /** SIGKILL, and a start by the same words and environment, without waiting for other nodes. */
  void killAndStartAlone(int zone, int node) throws Exception {
    // ProcessHandle.Info leaves out command lines as long as a class path.
    var process = Path.of("/proc/" + process(zone, node).pid());
    var words = List.of(Files.readString(process.resolve("cmdline")).split("\0"));
    var environment = Files.readString(process.resolve("environ")).split("\0");
    kill(zone, node);
    var log = data(zone, node).resolveSibling("node" + node + ".log").toFile();
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    for (var variable : environment) {
      int equals = variable.indexOf('=');
      builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    var pid = builder.start().pid() + "\n";
    Files.writeString(data(zone, node).resolveSibling("node" + node + ".pid"), pid);
    awaitReady(url(zone, node).resolve("/-/ready"));
  }

  private void awaitReady(URI page) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    try (var http = HttpClient.newHttpClient()) {
      while (true) {
        try {
          var request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(2)).build();
          if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException unanswered) {
          // It starts.
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("not ready: " + page + "\n" + logs());
        }
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
  }

  /** SIGTERM, and waits for the end. */
  void stop(int zone, int node) throws Exception {
    var process = process(zone, node);
    process.destroy();
    process.onExit().get(40, TimeUnit.SECONDS);
  }

  void signal(int zone, int node, String signal) throws Exception {
    var pid = Long.toString(process(zone, node).pid());
    if (new ProcessBuilder("kill", "-" + signal, pid).start().waitFor() != 0) {
      throw new IllegalStateException("cannot signal " + pid);
    }
  }

  ClusterStatus status(int zone, int node) {
    return StatusPage.ask(url(zone, node));
  }

  /** Waits until a node says so of its cluster. */
  ClusterStatus await(int zone, int node, Predicate<ClusterStatus> wished, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      var status = status(zone, node);
      if (wished.test(status)) {
        return status;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the cluster did not come to that: " + status + "\n" + logs());
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  ClusterStatus awaitHealthy(int zone, int node) {
    return await(zone, node, ClusterStatus::healthy, Duration.ofSeconds(120));
  }

  /** The number in its zone, from 1, of the node that leads the zone's group. */
  int leader(int zone) {
    for (int node = 1; node <= nodes; node++) {
      try {
        var status = status(zone, node);
        var leader =
            status.groups().stream()
                .filter(group -> group.name().equals("zone/zone" + zone + "-az1"))
                .findFirst()
                .orElseThrow()
                .leader();
        var url =
            status.nodes().stream().filter(of -> of.id().equals(leader)).findFirst().orElseThrow();
        return URI.create(url.url()).getPort() - port - (zone - 1) * nodes + 1;
      } catch (RuntimeException unanswered) {
        // The next one may know.
      }
    }
    throw new IllegalStateException("no node knows who leads zone " + zone);
  }

  static void delete(Path tree) throws IOException {
    try (var files = Files.walk(tree)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      run("down");
    } finally {
      delete(folder);
    }
  }

  /** The first of as many ports in a row, and of three times as many 1,000 above. */
  private static int freePorts(int count) throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      int first;
      try (var socket = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
        first = socket.getLocalPort();
      }
      if (first < 60_000 && allFree(first, count) && allFree(first + 1000, 3 * count)) {
        return first;
      }
    }
    throw new UncheckedIOException(new IOException("no free ports"));
  }

  private static boolean allFree(int first, int count) {
    for (int port = first; port < first + count; port++) {
      try (var socket = new ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress())) {
        if (!socket.isBound()) {
          return false;
        }
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }
}
