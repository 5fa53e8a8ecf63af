package coffer.node.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real handshakes on loopback, with the host verified as HTTPS clients do. */
final class TlsHandshakeTest {
  private static final int ECHO = 42;
  private static final int TIMEOUT_MS = 10_000;
  private static final NodeName ONE = new NodeName("c1", "zone1-az1", "n1");
  private static final NodeName TWO = new NodeName("c1", "zone1-az1", "n2");

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // by JUnit
  private ClusterAuthority authority;

  @BeforeEach
  void openTheAuthority() {
    authority = open("ours");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "localhost",
        "bucket.localhost",
        "demo--zone1-az1--x-s3.localhost",
        "bucket.s3.localhost",
        "s3.example.org",
        "bucket.s3.example.org"
      })
  void clientsReachTheEndpointByItsNames(String host) throws Exception {
    SSLContext server = TlsContexts.endpoint(authority.endpoint(List.of("s3.example.org")));
    assertEquals(ECHO, exchange(server, false, client(), host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.2", "example.org", "a.b.localhost"})
  void otherHostsAreRefused(String host) {
    SSLContext server = TlsContexts.endpoint(authority.endpoint(List.of("s3.example.org")));
    assertThrows(SSLException.class, () -> exchange(server, false, client(), host));
  }

  @Test
  void aClientThatTrustsAnotherAuthorityRefuses() {
    SSLContext server = TlsContexts.endpoint(authority.endpoint(List.of()));
    SSLContext stranger = TlsContexts.client(open("theirs").certificate());
    assertThrows(SSLException.class, () -> exchange(server, false, stranger, "127.0.0.1"));
  }

  @Test
  void nodesKnowEachOther() throws Exception {
    assertEquals(ECHO, exchange(node(ONE), true, node(TWO), "127.0.0.1"));
  }

  @Test
  void aNodeTakesNobodyWithoutACertificateOfItsAuthority() {
    assertThrows(IOException.class, () -> exchange(node(ONE), true, client(), "127.0.0.1"));
    ClusterAuthority theirs = open("theirs");
    TlsIdentity stranger = theirs.node(TWO, List.of("127.0.0.1"));
    SSLContext forged = TlsContexts.mutual(stranger, authority.certificate());
    assertThrows(IOException.class, () -> exchange(node(ONE), true, forged, "127.0.0.1"));
    TlsIdentity endpoint = authority.endpoint(List.of());
    SSLContext notANode = TlsContexts.mutual(endpoint, authority.certificate());
    assertThrows(IOException.class, () -> exchange(node(ONE), true, notANode, "127.0.0.1"));
  }

  private SSLContext node(NodeName name) {
    return TlsContexts.mutual(authority.node(name, List.of("127.0.0.1")), authority.certificate());
  }

  private SSLContext client() {
    return TlsContexts.client(authority.certificate());
  }

  private ClusterAuthority open(String name) {
    return ClusterAuthority.open(
        folder.resolve(name), ClusterAuthorityTest.rootKey(1), Clock.systemUTC());
  }

  /** Connects, shakes hands for {@code host}, and returns the byte that the server sent. */
  private static int exchange(
      SSLContext server, boolean clientCertificate, SSLContext client, String host)
      throws IOException, InterruptedException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (SSLServerSocket listener =
        (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
      listener.setNeedClientAuth(clientCertificate);
      listener.setSoTimeout(TIMEOUT_MS);
      Thread answering = Thread.ofVirtual().start(() -> answerOne(listener));
      try (Socket plain = new Socket()) {
        plain.connect(new InetSocketAddress(loopback, listener.getLocalPort()), TIMEOUT_MS);
        plain.setSoTimeout(TIMEOUT_MS);
        try (SSLSocket socket =
            (SSLSocket)
                client.getSocketFactory().createSocket(plain, host, plain.getPort(), true)) {
          SSLParameters parameters = socket.getSSLParameters();
          parameters.setEndpointIdentificationAlgorithm("HTTPS");
          socket.setSSLParameters(parameters);
          return socket.getInputStream().read();
        }
      } finally {
        answering.join(TIMEOUT_MS);
      }
    }
  }

  private static void answerOne(SSLServerSocket listener) {
    try (Socket accepted = listener.accept()) {
      accepted.setSoTimeout(TIMEOUT_MS);
      accepted.getOutputStream().write(ECHO);
    } catch (IOException e) {
      // A refused handshake ends here too; the client's side is what the test looks at.
      return;
    }
  }
}
