package coffer.node.cluster;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketEncryption;
import coffer.http.bucket.BucketKind;
import coffer.http.encryption.SseAlgorithm;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.node.index.ObjectIndex;
import coffer.node.peer.HttpPeerCalls;
import coffer.node.peer.Member;
import coffer.node.peer.Members;
import coffer.node.peer.PeerNode;
import coffer.node.peer.PeerServer;
import coffer.node.tls.ClusterAuthority;
import coffer.node.tls.NodeName;
import coffer.node.tls.NodeTls;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node of a zone, as far as its Pekko cluster needs it; its buckets say on which node they are.
 */
final class ZoneNode implements AutoCloseable {
  static final ZoneBootstrap.Pace FAST =
      new ZoneBootstrap.Pace(Duration.ofMillis(200), Duration.ofMillis(500));
  static final Instant CREATED = Instant.parse("2026-11-21T10:11:12.123456789Z");

  final Member member;
  final NodeTls tls;
  final ZoneCluster cluster;
  final PeerServer server;
  final HttpPeerCalls calls;
  final AtomicInteger downed = new AtomicInteger();
  final AtomicInteger second = new AtomicInteger();

  ZoneNode(ClusterAuthority authority, String nodeId) throws IOException {
    this(authority, PeerNode.member(nodeId, freePorts()));
  }

  ZoneNode(ClusterAuthority authority, Member member) throws IOException {
    this(authority, member, ZoneCluster.BUCKET_IDLE);
  }

  ZoneNode(ClusterAuthority authority, Member member, Duration bucketIdle) throws IOException {
    this.member = member;
    tls =
        new NodeTls(
            authority,
            new NodeName(PeerNode.CLUSTER, member.zone(), member.nodeId()),
            List.of(member.host()));
    // All zones have one name here, so that certificates alone tell them apart.
    cluster =
        ZoneCluster.startAmongOthers(PeerNode.ZONE, member.host(), member.arteryPort(), () -> tls);
    server = PeerServer.bind(tls, member.host(), member.port());
    calls = new HttpPeerCalls(tls);
    cluster.startBuckets(index(), Clock.systemUTC(), bucketIdle);
  }

  void joinZone(List<Member> zone) {
    var ending =
        new ZoneCluster.Ending() {
          @Override
          public void downed() {
            downed.incrementAndGet();
          }

          @Override
          public void secondCluster() {
            second.incrementAndGet();
          }
        };
    cluster.joinZone(server, calls, new Fixed(member, zone), ending, FAST);
  }

  private record Fixed(Member self, List<Member> all) implements Members {}

  /** Two free ports with one between them. */
  static int freePorts() throws IOException {
    var loopback = InetAddress.ofLiteral("127.0.0.1");
    while (true) {
      try (var first = new ServerSocket(0, 1, loopback)) {
        try (var third = new ServerSocket(first.getLocalPort() + 2, 1, loopback)) {
          return third.getLocalPort() - 2;
        } catch (IOException taken) {
          continue;
        }
      }
    }
  }

  private ObjectIndex index() {
    return (ObjectIndex)
        Proxy.newProxyInstance(
            ObjectIndex.class.getClassLoader(),
            new Class<?>[] {ObjectIndex.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("findBucket")) {
                return CompletableFuture.failedFuture(new S3Exception(S3Error.SlowDown));
              }
              return CompletableFuture.completedFuture(
                  Optional.of(bucket((String) arguments[0], member.nodeId())));
            });
  }

  /** Every field has a value. */
  static Bucket bucket(String name, String nodeId) {
    return new Bucket(
        name,
        BucketKind.DIRECTORY,
        "0123456789abcdef0123456789abcdef",
        "123456789012",
        nodeId,
        Optional.of(PeerNode.ZONE),
        Optional.of("AvailabilityZone"),
        CREATED,
        new BucketEncryption(
            SseAlgorithm.AWS_KMS, Optional.of("alias/x"), true, Optional.of("arn:aws:kms:x")),
        Optional.of("{\"Statement\":[]}"),
        Optional.empty(),
        Long.MAX_VALUE);
  }

  @Override
  public void close() {
    calls.close();
    server.close();
    cluster.close();
  }
}
