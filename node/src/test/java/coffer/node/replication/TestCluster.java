package coffer.node.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.kms.rootkey.RootKey;
import coffer.node.tls.ClusterAuthority;
import coffer.node.tls.NodeName;
import coffer.node.tls.TlsIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.jspecify.annotations.Nullable;

/** Several servers in this process, each with one group, on free ports of 127.0.0.1. */
final class TestCluster implements AutoCloseable {
  static final String GROUP = "g";

  /** Long enough for two slow cores; nothing waits that long when all is well. */
  private static final long PATIENCE_MS = 20_000;

  private final Path folder;
  private final ClusterAuthority authority;
  private final Consumer<RaftProperties> settings;
  private final List<Member> members = new ArrayList<>();

  /** How often a leader has asked a voter for its term. */
  final AtomicInteger termsAsked = new AtomicInteger();

  TestCluster(Path folder, Consumer<RaftProperties> settings) {
    this.folder = folder;
    this.settings = settings;
    authority = authority("ca");
  }

  TestCluster(Path folder) {
    this(folder, properties -> {});
  }

  /**
   * Short logs: a snapshot after 50 entries, and only those behind it that share a file with it.
   */
  static void shortLogs(RaftProperties properties) {
    RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, 50);
    RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
    RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, 0);
    RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("8KB"));
  }

  ClusterAuthority authority(String name) {
    return ClusterAuthority.open(
        folder.resolve(name), RootKey.copyOf(new byte[RootKey.BYTES]), Clock.systemUTC());
  }

  /** A node of this process. */
  final class Member {
    final String name;
    final Path directory;
    final int port;
    Notebook notebook = new Notebook();
    private final boolean founder;
    private final Optional<PeerTransport> transport;
    private volatile @Nullable RatisServer server;

    Member(String name, boolean founder, boolean reachable, ClusterAuthority authority) {
      this.name = name;
      this.founder = founder;
      directory = folder.resolve(name);
      port = freePort();
      transport = reachable ? Optional.of(transport(authority, name, port)) : Optional.empty();
    }

    Member start() {
      return start(transport);
    }

    Member start(Optional<PeerTransport> over) {
      server =
          RatisServer.start(
              directory,
              Map.of(
                  GROUP,
                  new LogGroup(
                      notebook, founder, TestCluster.this::snapshot, TestCluster.this::term)),
              over,
              settings);
      return this;
    }

    void stop() {
      var running = server;
      server = null;
      if (running != null) {
        running.close();
      }
    }

    /** As a node does whose log is damaged. */
    void forget() {
      try {
        RatisServer.forget(directory);
        notebook = new Notebook();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean runs() {
      return server != null;
    }

    ReplicatedLog log() {
      var running = server;
      if (running == null) {
        throw new IllegalStateException(name + " does not run");
      }
      return running.replicatedLog(GROUP);
    }

    LogPeer peer() {
      return new LogPeer(id(), "127.0.0.1", port);
    }

    String id() {
      try {
        return RatisServer.peerId(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean leads() {
      return runs() && log().leadership().leader();
    }

    LogPosition propose(String text) {
      return TestCluster.join(proposed(text));
    }

    CompletionStage<LogPosition> proposed(String text) {
      return log().propose(log().leadership().term(), text.getBytes(StandardCharsets.UTF_8));
    }
  }

  Member founder(String name) {
    return add(new Member(name, true, true, authority));
  }

  Member joining(String name) {
    return add(new Member(name, false, true, authority));
  }

  Member stranger(String name, ClusterAuthority other) {
    return add(new Member(name, false, true, other));
  }

  PeerTransport transportOf(Member member) {
    return transport(authority, member.name, member.port);
  }

  private Member add(Member member) {
    members.add(member);
    return member;
  }

  /** One leader and followers, all voters. */
  List<Member> formed(String... names) {
    var first = founder(names[0]).start();
    var voters = new ArrayList<>(List.of(first));
    for (var name : Arrays.asList(names).subList(1, names.length)) {
      voters.add(joining(name).start());
    }
    change(first, voters, List.of());
    return voters;
  }

  static void change(Member leader, List<Member> voters, List<Member> listeners) {
    join(
        leader
            .log()
            .changeMembers(
                new LogMembers(
                    voters.stream().map(Member::peer).toList(),
                    listeners.stream().map(Member::peer).toList())));
  }

  /** Asks whoever leads, until it is done: leadership may move, and not be known at once. */
  Member changed(List<Member> voters, List<Member> listeners) {
    var deadline = System.nanoTime() + PATIENCE_MS * 1_000_000;
    while (true) {
      var leader = awaitLeader();
      try {
        change(leader, voters, listeners);
        return leader;
      } catch (ProposalException moved) {
        if (System.nanoTime() - deadline > 0) {
          throw moved;
        }
      }
    }
  }

  Member awaitLeader() {
    await("a leader", () -> members.stream().anyMatch(Member::leads));
    return members.stream().filter(Member::leads).findFirst().orElseThrow();
  }

  static void awaitTexts(List<String> expected, Member... members) {
    for (var member : members) {
      try {
        await("", () -> member.notebook.texts().equals(expected));
      } catch (AssertionError late) {
        assertEquals(expected, member.notebook.texts(), member.name);
      }
    }
  }

  static void await(String what, BooleanSupplier condition) {
    var deadline = System.nanoTime() + PATIENCE_MS * 1_000_000;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not in time: " + what);
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  static <R> R join(CompletionStage<R> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ProposalException known ? known : e;
    }
  }

  private CompletionStage<Long> term(String group, String voter) {
    assertEquals(GROUP, group);
    termsAsked.incrementAndGet();
    var term =
        members.stream()
            .filter(member -> member.runs() && member.id().equals(voter))
            .flatMap(member -> member.log().voterTerm().stream())
            .findFirst();
    return term.isPresent()
        ? CompletableFuture.completedStage(term.get().term())
        : CompletableFuture.failedStage(new IOException("no such voter"));
  }

  private InputStream snapshot(String group, String leader) throws IOException {
    assertEquals(GROUP, group);
    for (var member : members) {
      if (member.runs() && member.id().equals(leader)) {
        var bytes = new ByteArrayOutputStream();
        member.notebook.writeSnapshot(bytes);
        return new ByteArrayInputStream(bytes.toByteArray());
      }
    }
    throw new IOException("no such leader");
  }

  @Override
  public void close() {
    stop(members);
  }

  /** All at the same time. */
  static void stop(List<Member> members) {
    members.parallelStream().forEach(Member::stop);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PeerTransport transport(ClusterAuthority authority, String name, int port) {
    var identity = authority.node(new NodeName("c1", "z1", name), List.of("127.0.0.1"));
    return transport(identity, authority.certificate(), port);
  }

  private static PeerTransport transport(
      TlsIdentity identity, X509Certificate authority, int port) {
    try {
      char[] password = {};
      var keys = KeyManagerFactory.getInstance("PKIX");
      var own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry(
          "node", identity.key(), password, identity.chain().toArray(Certificate[]::new));
      keys.init(own, password);
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", authority);
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      return new PeerTransport(
          new InetSocketAddress("127.0.0.1", port),
          keys.getKeyManagers()[0],
          trust.getTrustManagers()[0]);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
