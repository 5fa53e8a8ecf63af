package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.config.DataFolder;
import coffer.node.status.ClusterStatus;
import coffer.node.status.StatusPage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A lone node's folder becomes a cluster's first one, then a zone of four, then three zones, and
 * then one node leaves, while a client writes.
 */
@Timeout(600)
final class GrowthIT {
  private static final String BUCKET = DirectoryBuckets.name("growing");
  private static final int SIZE = 30_000;

  private record Joining(String clusterId, String token, int port) {}

  private final List<StartedServer> started = new ArrayList<>();

  private StartedServer serve(Path data, String zone, int port, List<String> more)
      throws Exception {
    var words =
        new ArrayList<>(
            List.of(
                "--zone",
                zone,
                "--cluster-host",
                "127.0.0.1",
                "--cluster-port",
                Integer.toString(port)));
    words.addAll(more);
    var server = StartedServer.startIn(data, words.toArray(String[]::new));
    started.add(server);
    return server;
  }

  private StartedServer join(String zone, Joining joining) throws Exception {
    return serve(
        Files.createTempDirectory("coffer-it"),
        zone,
        freePorts(),
        List.of(
            "--join",
            "127.0.0.1:" + joining.port(),
            "--cluster-id",
            joining.clusterId(),
            "--token",
            joining.token()));
  }

  private record Ended(int status, String output) {}

  private static Ended command(String... words) throws Exception {
    var process =
        new ProcessBuilder(StartedServer.command(List.of(words))).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Ended(process.exitValue(), output);
  }

  private static ClusterStatus await(StartedServer node, Predicate<ClusterStatus> wished) {
    long deadline = System.nanoTime() + Duration.ofSeconds(150).toNanos();
    while (true) {
      var status = StatusPage.ask(node.endpoint());
      if (wished.test(status)) {
        return status;
      }
      assertTrue(System.nanoTime() < deadline, StatusPage.text(status));
      LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
    }
  }

  private static Predicate<ClusterStatus> whole(int nodes, int regionVoters) {
    return status ->
        status.healthy()
            && status.nodes().size() == nodes
            && status.groups().stream()
                .filter(group -> group.name().equals("region"))
                .allMatch(group -> group.voters().size() == regionVoters);
  }

  private static void write(
      StartedServer node, ConcurrentSkipListSet<String> written, AtomicBoolean on) {
    try (var s3 = node.s3()) {
      for (int count = 0; on.get(); count++) {
        var key = "w%05d".formatted(count);
        s3.putObject(
            b -> b.bucket(BUCKET).key(key), RequestBody.fromBytes(Bytes.of(count % 7, SIZE)));
        written.add(key);
        // Enough to notice each gap; the nodes that start need the cores.
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    } catch (RuntimeException failed) {
      System.out.println("growth: the writer failed at " + Instant.now() + ": " + failed);
      throw failed;
    }
  }

  private static void readAll(StartedServer node, ConcurrentSkipListSet<String> written) {
    var acknowledged = List.copyOf(written);
    try (var s3 = node.s3()) {
      var listed =
          s3.listObjectsV2Paginator(b -> b.bucket(BUCKET)).contents().stream()
              .map(S3Object::key)
              .sorted()
              .toList();
      assertTrue(listed.containsAll(acknowledged), "objects are missing");
      int step = Math.max(1, listed.size() / 60);
      for (int at = 0; at < listed.size(); at += step) {
        var key = listed.get(at);
        var expected = Bytes.of(Integer.parseInt(key.substring(1)) % 7, SIZE);
        assertArrayEquals(
            expected, s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asByteArray());
      }
    }
  }

  @Test
  void aLoneNodeGrowsIntoThreeZonesAndANodeLeaves() throws Exception {
    var data = Files.createTempDirectory("coffer-it");
    try {
      var alone = StartedServer.startIn(data);
      started.add(alone);
      try (var s3 = alone.s3()) {
        DirectoryBuckets.create(s3, "growing");
        s3.putObject(
            b -> b.bucket(BUCKET).key("w99999"), RequestBody.fromBytes(Bytes.of(99_999 % 7, SIZE)));
      }
      assertEquals(0, alone.stop());
      started.clear();
      int port = freePorts();
      var first = serve(data, "zone1-az1", port, List.of());
      var written = new ConcurrentSkipListSet<>(List.of("w99999"));
      var on = new AtomicBoolean(true);
      var writer = CompletableFuture.runAsync(() -> write(first, written, on));
      try {
        grow(data, port, first, written);
      } finally {
        on.set(false);
        if (writer.isCompletedExceptionally()) {
          started.forEach(
              node -> {
                System.out.println("-- " + node.endpoint());
                node.output().forEach(System.out::println);
              });
        }
        writer.get(60, TimeUnit.SECONDS);
      }
      System.out.println("growth: " + written.size() + " objects written meanwhile");
      started.forEach(node -> readAll(node, written));
    } finally {
      for (var node : started.reversed()) {
        node.close();
      }
    }
  }

  private void grow(Path data, int port, StartedServer first, ConcurrentSkipListSet<String> written)
      throws Exception {
    var token = command("token", "--data", data.toString());
    assertEquals(0, token.status(), token.output());
    var joining =
        new Joining(
            DataFolder.clusterIdOf(data), token.output().strip().lines().toList().getLast(), port);
    var second = join("zone1-az1", joining);
    join("zone1-az1", joining);
    await(first, whole(3, 3));
    readAll(second, written);
    var leaving = join("zone1-az1", joining);
    await(first, whole(4, 3));
    join("zone2-az1", joining);
    var last = join("zone3-az1", joining);
    await(first, whole(6, 3));
    readAll(last, written);
    decommission(data, first, leaving, written);
  }

  private void decommission(
      Path data, StartedServer first, StartedServer leaving, ConcurrentSkipListSet<String> written)
      throws Exception {
    var wrong = command("decommission", "--data", data.toString(), "--node", "0".repeat(32));
    assertEquals(1, wrong.status(), wrong.output());
    assertTrue(wrong.output().contains("no node has that id"), wrong.output());
    var url = leaving.endpoint().toString();
    var id =
        StatusPage.ask(first.endpoint()).nodes().stream()
            .filter(node -> node.url().equals(url))
            .findFirst()
            .orElseThrow()
            .id();
    var done = command("decommission", "--data", data.toString(), "--node", id);
    assertEquals(0, done.status(), done.output());
    started.remove(leaving);
    leaving.close();
    await(first, whole(5, 3));
    readAll(first, written);
    var again = command("decommission", "--data", data.toString(), "--node", id);
    assertEquals(1, again.status(), again.output());
  }

  /** The first of three in a row. */
  private static int freePorts() throws IOException {
    while (true) {
      int port;
      try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      if (port < 65_000 && isFree(port + 1) && isFree(port + 2)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
