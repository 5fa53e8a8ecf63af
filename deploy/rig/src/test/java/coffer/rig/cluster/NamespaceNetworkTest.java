package coffer.rig.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes that are echo servers, and each way to break what is between them and the rig. */
final class NamespaceNetworkTest {
  private static final NodeId ONE = new NodeId(1, 1);
  private static final NodeId TWO = new NodeId(2, 1);

  private NamespaceNetwork network;
  private Process server;

  @BeforeEach
  void start() throws IOException {
    var obstacle = NamespaceNetwork.obstacle();
    assumeTrue(obstacle.isEmpty(), obstacle);
    network = NamespaceNetwork.create(new Topology(2, 1));
    server = new ProcessBuilder(network.inside(TWO, echo("serve", network.host(TWO)))).start();
    assertEquals("listening", server.inputReader().readLine());
  }

  @AfterEach
  void stop() throws IOException {
    if (network != null) {
      server.destroyForcibly();
      network.close();
      assertFalse(SystemCommand.run("ip", "netns", "list").contains(Echo.spaceOf(network, ONE)));
    }
  }

  private static List<String> echo(String... arguments) {
    var words =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Echo.class.getName()));
    words.addAll(List.of(arguments));
    return words;
  }

  /** Of one byte from the rig to the second node and back; -1 when it does not come in time. */
  private long roundTripMillis(int patience) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(network.host(TWO), Echo.PORT), patience);
      socket.setSoTimeout(patience);
      socket.setTcpNoDelay(true);
      var start = System.nanoTime();
      socket.getOutputStream().write(1);
      return socket.getInputStream().read() == 1
          ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)
          : -1;
    } catch (IOException unreached) {
      return -1;
    }
  }

  private boolean reachesFromOne() throws IOException {
    var words = network.inside(ONE, echo("call", network.host(TWO)));
    return SystemCommand.attempt(java.util.Map.of(), words).exit() == 0;
  }

  @Test
  void cutsClientsAndPeersApart() throws IOException {
    assertTrue(roundTripMillis(1000) >= 0);
    assertTrue(reachesFromOne());

    var clients = network.cutClients(TWO);
    assertEquals(-1, roundTripMillis(300));
    assertTrue(reachesFromOne());
    clients.undo();
    assertTrue(roundTripMillis(1000) >= 0);

    var peers = network.cut(ONE, TWO);
    assertFalse(reachesFromOne());
    assertTrue(roundTripMillis(1000) >= 0);
    peers.undo();
    assertTrue(reachesFromOne());
  }

  @Test
  void delaysWhatANodeSends() throws IOException {
    var before = roundTripMillis(1000);
    var undo = network.delay(TWO, Duration.ofMillis(150), Duration.ZERO);
    var during = roundTripMillis(3000);
    assertTrue(during >= 150 && during < 1000, "round trip of " + during + " ms");
    undo.undo();
    var after = roundTripMillis(1000);
    assertTrue(before < 100 && after >= 0 && after < 100, before + " ms, " + after + " ms");
  }

  @Test
  void losesPacketsAndHoldsToARate() throws IOException {
    var lost = network.lose(TWO, 0.999);
    assertEquals(-1, roundTripMillis(500));
    lost.undo();
    var slow = network.slow(TWO, 1000);
    assertTrue(roundTripMillis(2000) >= 0);
    slow.undo();
    assertTrue(roundTripMillis(1000) >= 0);
  }
}
