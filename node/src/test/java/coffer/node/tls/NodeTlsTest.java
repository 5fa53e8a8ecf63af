package coffer.node.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.kms.rootkey.RootKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of nodes: exchanged while running, and which are trusted. */
final class NodeTlsTest {
  private static final NodeName ONE = new NodeName("c1", "zone1-az1", "n1");
  private static final NodeName TWO = new NodeName("c1", "zone1-az1", "n2");
  private static final List<String> HERE = List.of("127.0.0.1");

  /** Certificates made then have less than a third of their life left now, and are still good. */
  private static final Instant THEN = Instant.now().minus(Duration.ofDays(61));

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // by JUnit
  private MovingClock clock;

  @SuppressWarnings("NullAway.Init") // by JUnit
  private ClusterAuthority authority;

  @BeforeEach
  void openTheAuthority() {
    clock = new MovingClock(THEN);
    authority = ClusterAuthority.open(folder.resolve("one"), rootKey(1), clock);
  }

  @Test
  void newConnectionsShowTheRenewedCertificateOnBothSides() throws Exception {
    var server = new NodeTls(authority, ONE, HERE);
    var client = new NodeTls(authority, TWO, HERE);
    var keyManager = server.keyManager();
    try (var listener = new Listener(server)) {
      var before = listener.connect(client);
      assertEquals(server.identity().certificate(), before.server());
      assertFalse(server.renewIfDue());
      clock.now = Instant.now();
      assertTrue(server.renewIfDue());
      assertTrue(client.renewIfDue());
      assertFalse(client.renewIfDue());
      var after = listener.connect(client);
      assertNotEquals(before.server(), after.server());
      assertEquals(server.identity().certificate(), after.server());
      assertEquals(client.identity().certificate(), after.client());
      assertEquals(keyManager, server.keyManager());
    }
  }

  @Test
  void aHandshakeThatBeganEndsWithTheIdentityItBeganWith() {
    var tls = new NodeTls(authority, ONE, HERE);
    var key = tls.keyManager();
    var alias = key.chooseEngineServerAlias("EC", null, null);
    var chain = key.getCertificateChain(alias);
    clock.now = Instant.now();
    assertTrue(tls.renewIfDue());
    assertArrayEquals(chain, key.getCertificateChain(alias));
    assertNotEquals(alias, key.chooseEngineServerAlias("EC", null, null));
  }

  @Test
  void onlyNodesOfTheClusterAreTrusted() throws CertificateException {
    var trust = new NodeTls(authority, ONE, HERE).trustManager();
    trust.checkClientTrusted(chain(authority.node(TWO, HERE)), "EC");
    var other = authority.node(new NodeName("c2", "zone1-az1", "n3"), HERE);
    assertThrows(CertificateException.class, () -> trust.checkClientTrusted(chain(other), "EC"));
    var endpoint = authority.endpoint(List.of());
    assertThrows(CertificateException.class, () -> trust.checkServerTrusted(chain(endpoint), "EC"));
    var stranger = ClusterAuthority.open(folder.resolve("theirs"), rootKey(1), clock);
    var forged = stranger.node(TWO, HERE);
    assertThrows(CertificateException.class, () -> trust.checkClientTrusted(chain(forged), "EC"));
  }

  @Test
  void aCertificateNamesItsNode() {
    assertEquals(Optional.of(ONE), NodeName.of(authority.node(ONE, HERE).certificate()));
    assertEquals(Optional.empty(), NodeName.of(authority.endpoint(List.of()).certificate()));
  }

  @Test
  void anAdoptedAuthorityIssuesForTheSameCluster() throws CertificateException {
    var key = authority.exportKey();
    var adopted =
        ClusterAuthority.adopt(
            folder.resolve("two"), rootKey(2), authority.certificate(), key, clock);
    assertEquals(authority.certificate(), adopted.certificate());
    new NodeTls(authority, ONE, HERE)
        .trustManager()
        .checkClientTrusted(chain(adopted.node(TWO, HERE)), "EC");
    assertEquals(
        authority.certificate(),
        ClusterAuthority.adopt(
                folder.resolve("two"), rootKey(2), authority.certificate(), key, clock)
            .certificate());
  }

  @Test
  void anAuthorityIsNotAdoptedOverAnotherOneOrWithoutItsKey() {
    var other = ClusterAuthority.open(folder.resolve("other"), rootKey(1), clock);
    assertThrows(
        TlsException.class,
        () ->
            ClusterAuthority.adopt(
                folder.resolve("other"),
                rootKey(1),
                authority.certificate(),
                authority.exportKey(),
                clock));
    assertThrows(
        TlsException.class,
        () ->
            ClusterAuthority.adopt(
                folder.resolve("new"),
                rootKey(1),
                authority.certificate(),
                other.exportKey(),
                clock));
  }

  private static RootKey rootKey(int fill) {
    return ClusterAuthorityTest.rootKey(fill);
  }

  private static X509Certificate[] chain(TlsIdentity identity) {
    return identity.chain().toArray(X509Certificate[]::new);
  }

  private static final class MovingClock extends Clock {
    private Instant now;

    MovingClock(Instant now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Who showed what. */
  private record Shown(X509Certificate server, X509Certificate client) {}

  /** Takes connections with a socket for each, as the node's server does with engines. */
  private static final class Listener implements AutoCloseable {
    private final ServerSocket plain = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
    private final NodeTls tls;

    Listener(NodeTls tls) throws IOException {
      this.tls = tls;
    }

    Shown connect(NodeTls client) throws Exception {
      var accepted = new CompletableFuture<X509Certificate>();
      Thread.ofVirtual().start(() -> accept(accepted));
      try (var socket =
          (SSLSocket)
              client
                  .context()
                  .getSocketFactory()
                  .createSocket(
                      new Socket(plain.getInetAddress(), plain.getLocalPort()),
                      "127.0.0.1",
                      plain.getLocalPort(),
                      true)) {
        socket.setSSLParameters(NodeTls.clientParameters());
        socket.startHandshake();
        socket.getOutputStream().write(1);
        var shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return new Shown(shown, accepted.get());
      }
    }

    private void accept(CompletableFuture<X509Certificate> seen) {
      try (var socket = plain.accept();
          var secure =
              (SSLSocket) tls.context().getSocketFactory().createSocket(socket, null, true)) {
        secure.setUseClientMode(false);
        secure.setNeedClientAuth(true);
        secure.getInputStream().read();
        seen.complete((X509Certificate) secure.getSession().getPeerCertificates()[0]);
      } catch (IOException failed) {
        seen.completeExceptionally(failed);
      }
    }

    @Override
    public void close() throws IOException {
      plain.close();
    }
  }
}
