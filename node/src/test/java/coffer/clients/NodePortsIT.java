package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.sync.RequestBody;

/** The three ports between nodes: whom they let in, and with which certificate. */
@Timeout(200)
final class NodePortsIT {
  private static final long DAY_MS = Duration.ofDays(1).toMillis();
  private final List<StartedServer> started = new ArrayList<>();

  @AfterEach
  void stop() throws IOException {
    for (var server : started) {
      server.close();
    }
  }

  private StartedServer serve(int port, Map<String, String> environment) throws Exception {
    var server =
        StartedServer.startWith(
            environment, "--cluster-host", "127.0.0.1", "--cluster-port", Integer.toString(port));
    started.add(server);
    return server;
  }

  private static void use(StartedServer server, String name) {
    try (var s3 = server.s3()) {
      var bucket = DirectoryBuckets.create(s3, name);
      s3.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromBytes(Bytes.of(1, 50_000)));
      assertEquals(
          50_000, s3.getObjectAsBytes(b -> b.bucket(bucket).key("k")).asByteArray().length);
    }
  }

  /** A client that trusts anybody and has no certificate. */
  private static SSLSocket stranger(int port) throws Exception {
    var trusting =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException("never a server");
          }

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {
            assertTrue(chain.length > 0);
          }

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trusting}, null);
    var socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(5_000);
    return socket;
  }

  private static BigInteger serial(int port) throws Exception {
    try (var socket = stranger(port)) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }
  }

  /** What a stranger is answered after a handshake without a certificate; empty for nothing. */
  private static String ask(int port, byte[] request) {
    try (var socket = stranger(port)) {
      socket.startHandshake();
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    } catch (IOException refused) {
      return "";
    } catch (Exception broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static void send(int port, byte[] bytes) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(300);
      try {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        // At most a TLS alert, never an answer.
        var answer = new String(socket.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
        assertTrue(!answer.contains("200"), answer);
      } catch (IOException refused) {
        assertTrue(socket.isConnected());
      }
    }
  }

  @Test
  void strangersGetNowhereAndTheNodeStaysUp() throws Exception {
    int base = freePorts();
    var server = serve(base, Map.of());
    use(server, "before-strangers");
    var call =
        "POST /index/region HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    for (int port = base; port < base + 3; port++) {
      var answer = ask(port, call);
      assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 40"), port + ": " + answer);
      for (int round = 0; round < 4; round++) {
        send(port, call);
        send(port, Bytes.of(round, 4_000));
        send(port, new byte[70_000]);
      }
    }
    use(server, "after-strangers");
  }

  /** The clock begins 61 days ago, and comes to the present while the node runs. */
  @Test
  void allPortsShowTheRenewedCertificateWithoutARestart() throws Exception {
    Path offset = Files.createTempFile("coffer-clock", "");
    Files.writeString(offset, Long.toString(-61 * DAY_MS));
    int base = freePorts();
    var options = "-Dcoffer.clock.offset-file=" + offset + " -Dcoffer.tls.renewal.ms=200";
    var server = serve(base, Map.of("JAVA_TOOL_OPTIONS", options));
    try {
      var before = new ArrayList<BigInteger>();
      for (int port = base; port < base + 3; port++) {
        before.add(serial(port));
      }
      Files.writeString(offset, "0");
      for (int port = base; port < base + 3; port++) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (serial(port).equals(before.get(port - base))) {
          assertTrue(System.nanoTime() < deadline, "port " + port + " shows the old certificate");
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        assertNotEquals(before.get(port - base), serial(port));
      }
      use(server, "renewed");
    } finally {
      Files.delete(offset);
    }
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
