package coffer.node.join;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.identity.ConfiguredIdentities.Credentials;
import coffer.kms.rootkey.RootKey;
import coffer.kms.rootkey.RootKeyException;
import coffer.kms.rootkey.RootKeySource;
import coffer.kms.rootkey.RootKeys;
import coffer.node.config.StartException;
import coffer.node.join.RootKeyShare.Form;
import coffer.node.peer.Member;
import coffer.node.peer.PeerCalls;
import coffer.node.peer.PeerException;
import coffer.node.peer.PeerHandler;
import coffer.node.peer.PeerNode;
import coffer.node.peer.StrangerCall;
import coffer.node.tls.ClusterAuthority;
import coffer.node.tls.NodeName;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that joins, over a real connection, and everyone who must not. */
final class JoinTest {
  private static final String CLUSTER = PeerNode.CLUSTER;
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Credentials CREDENTIALS = new Credentials("AKIA1", "root-secret");

  @TempDir private Path folder;

  private final RootKey rootKey = PeerNode.rootKey();

  @SuppressWarnings("NullAway.Init") // by JUnit
  private ClusterAuthority authority;

  @SuppressWarnings("NullAway.Init") // by JUnit
  private PeerNode node;

  @BeforeEach
  void startNode() {
    authority = PeerNode.authority(folder.resolve("tls"));
    node = new PeerNode(authority, "n1");
    node.server()
        .registerForStrangers(
            JoinServer.PATH, new JoinServer(CLUSTER, rootKey, this::reply, CLOCK));
  }

  @AfterEach
  void stopNode() {
    node.close();
  }

  private JoinReply reply() {
    return new JoinReply(
        authority.certificate(),
        authority.exportKey(),
        new RootKeyShare(Form.GENERATED, new byte[] {1, 2, 3}, new byte[] {4}),
        Optional.of(CREDENTIALS),
        List.of(node.member()));
  }

  private String token(Duration validity) {
    return JoinTokens.make(rootKey, CLUSTER, authority.certificate(), validity, CLOCK);
  }

  private JoinReply join(String clusterId, String token) {
    return JoinClient.join("127.0.0.1", node.server().port(), clusterId, token);
  }

  private String refusal(String clusterId, String token) {
    var refused = assertThrows(StartException.class, () -> join(clusterId, token));
    return String.valueOf(refused.getMessage());
  }

  @Test
  void aNodeWithATokenGetsTheClustersKeysAndMembers() {
    var reply = join(CLUSTER, token(Duration.ofHours(1)));
    assertEquals(authority.certificate(), reply.authority());
    assertArrayEquals(authority.exportKey(), reply.authorityKey());
    assertArrayEquals(new byte[] {1, 2, 3}, reply.rootKey().key());
    assertEquals(Optional.of(CREDENTIALS), reply.rootCredentials());
    assertEquals(List.of(node.member()), reply.members());
    var adopted =
        ClusterAuthority.adopt(
            folder.resolve("joined"), rootKey, reply.authority(), reply.authorityKey(), CLOCK);
    try (var joined = new PeerNode(adopted, "n2")) {
      joined
          .server()
          .register(
              "/hello",
              call ->
                  CompletableFuture.completedFuture(
                      new PeerHandler.Answer.Whole(
                          call.caller().node().getBytes(StandardCharsets.US_ASCII))));
      var answer = node.calls().call(joined.member(), "/hello", new byte[0], Duration.ofSeconds(5));
      assertEquals(
          "n1", new String(answer.toCompletableFuture().join(), StandardCharsets.US_ASCII));
    }
    reply.clear();
    assertArrayEquals(new byte[reply.authorityKey().length], reply.authorityKey());
  }

  @Test
  void whoHasNoGoodTokenIsToldWhy() {
    assertTrue(refusal(CLUSTER, token(Duration.ofSeconds(-1))).contains("expired"));
    try (var other = RootKey.copyOf(new byte[RootKey.BYTES])) {
      var forged =
          JoinTokens.make(other, CLUSTER, authority.certificate(), Duration.ofHours(1), CLOCK);
      assertTrue(refusal(CLUSTER, forged).contains("does not know the join token"));
    }
    assertTrue(refusal(CLUSTER, "nonsense").contains("malformed"));
    assertTrue(refusal("c2", token(Duration.ofHours(1))).contains("not of the cluster"));
  }

  @Test
  void aNodeOfAnotherAuthorityIsNotEvenAsked() {
    var theirs = PeerNode.authority(folder.resolve("theirs"));
    var token = JoinTokens.make(rootKey, CLUSTER, theirs.certificate(), Duration.ofHours(1), CLOCK);
    assertTrue(refusal(CLUSTER, token).contains("not of the cluster"));
  }

  @Test
  void aServerWithoutTheAuthoritysSignatureIsNotTrusted() {
    var theirs = PeerNode.authority(folder.resolve("theirs"));
    var token = JoinToken.parse(token(Duration.ofHours(1)));
    var leaf = theirs.node(new NodeName(CLUSTER, PeerNode.ZONE, "n1"), List.of("127.0.0.1"));
    var chain = new X509Certificate[] {leaf.certificate(), authority.certificate()};
    assertThrows(
        CertificateException.class,
        () -> new TokenTrust(CLUSTER, token).checkServerTrusted(chain, "EC"));
  }

  @Test
  void aTokenCannotBeStretched() {
    var token = JoinToken.parse(token(Duration.ofSeconds(-1)));
    for (int index = 0; index < JoinToken.PROOF_BYTES; index++) {
      var changed = token.proof().clone();
      changed[index] ^= 1;
      assertEquals(JoinTokens.Verdict.WRONG, JoinTokens.check(rootKey, CLUSTER, changed, CLOCK));
    }
    assertFalse(token.toString().contains(token.text()));
  }

  @Test
  void tooManyWrongTokensAreNotLookedAt() {
    var token = token(Duration.ofSeconds(-1));
    for (int attempt = 0; attempt < FailedAttempts.ATTEMPTS_MAX; attempt++) {
      assertTrue(refusal(CLUSTER, token).contains("expired"));
    }
    assertTrue(refusal(CLUSTER, token(Duration.ofHours(1))).contains("no more attempts"));
  }

  @Test
  void attemptsAreForgottenAfterAMinute() {
    var failures = new FailedAttempts();
    var from = InetAddress.getLoopbackAddress();
    var start = Instant.EPOCH;
    for (int attempt = 0; attempt < FailedAttempts.ATTEMPTS_MAX; attempt++) {
      assertFalse(failures.tooMany(from, start));
      failures.add(from, start);
    }
    assertTrue(failures.tooMany(from, start.plusSeconds(59)));
    assertFalse(failures.tooMany(from, start.plus(FailedAttempts.WINDOW)));
  }

  @Test
  void strangersGetNothingElse() throws Exception {
    node.server()
        .register(
            "/",
            call -> CompletableFuture.completedFuture(new PeerHandler.Answer.Whole(new byte[1])));
    var context = SSLContext.getInstance("TLS");
    var trust = new TokenTrust(CLUSTER, JoinToken.parse(token(Duration.ofHours(1))));
    context.init(null, new TrustManager[] {trust}, null);
    for (var path : new String[] {"/", "/zone", "/join/x", "/join?x"}) {
      var refused =
          assertThrows(PeerException.class, () -> post(context, path, new byte[10]), path);
      assertEquals(403, refused.status(), path);
    }
    var tooLong = assertThrows(PeerException.class, () -> post(context, "/join", new byte[5_000]));
    assertEquals(413, tooLong.status());
    var malformed = assertThrows(PeerException.class, () -> post(context, "/join", new byte[50]));
    assertEquals(JoinServer.MALFORMED, malformed.status());
  }

  private byte[] post(SSLContext context, String path, byte[] body) throws IOException {
    return StrangerCall.post(context, "127.0.0.1", node.server().port(), path, body, 5_000);
  }

  @Test
  void recordsAreReadAsTheyWereWritten() throws IOException {
    var leaving =
        new Member("n2", "z", "h.example", 65_000, "r2", Member.State.LEAVING, "http://h:1");
    var reply =
        new JoinReply(
            authority.certificate(),
            new byte[] {7},
            new RootKeyShare(Form.GIVEN, new byte[0], new byte[33]),
            Optional.empty(),
            List.of(leaving, node.member()));
    var encoded = JoinRecords.encode(reply);
    var decoded = JoinRecords.decodeReply(encoded);
    assertEquals(reply.members(), decoded.members());
    assertEquals(Optional.empty(), decoded.rootCredentials());
    assertEquals(Form.GIVEN, decoded.rootKey().form());
    for (int length = 0; length < encoded.length; length++) {
      var cut = Arrays.copyOf(encoded, length);
      assertThrows(IOException.class, () -> JoinRecords.decodeReply(cut));
    }
    assertThrows(
        IOException.class,
        () -> JoinRecords.decodeReply(Arrays.copyOf(encoded, encoded.length + 1)));
    assertTrue(encoded.length < PeerCalls.BODY_BYTES_MAX);
  }

  @Test
  void theRootKeyOfAGeneratedFileIsHandedOver() {
    assertSameKey(new RootKeySource.GeneratedFile(), new RootKeySource.GeneratedFile());
  }

  @Test
  void aPassphraseOpensTheClustersRootKeyOnEachNode() {
    var source = new RootKeySource.Passphrase("correct horse".toCharArray());
    assertSameKey(source, source);
    var wrong = new RootKeySource.Passphrase("wrong".toCharArray());
    var dir = folder.resolve("wrong");
    RootKeyShare.of(source, folder.resolve("first")).install(wrong, dir);
    assertThrows(RootKeyException.class, () -> RootKeys.open(wrong, dir));
  }

  @Test
  void aRootKeyOfAnotherKindIsRefused() {
    var share = new RootKeyShare(Form.SEALED, new byte[107], new byte[33]);
    assertThrows(
        StartException.class,
        () -> share.install(new RootKeySource.GeneratedFile(), folder.resolve("x")));
  }

  private void assertSameKey(RootKeySource first, RootKeySource second) {
    try (var made = RootKeys.open(first, folder.resolve("first"))) {
      var share = RootKeyShare.of(first, folder.resolve("first"));
      share.install(second, folder.resolve("second"));
      try (var same = RootKeys.open(second, folder.resolve("second"))) {
        assertArrayEquals(made.derive("test", 32), same.derive("test", 32));
      }
    }
  }
}
