package coffer.node;

import coffer.http.Gateway;
import coffer.http.audit.AuditLog;
import coffer.http.identity.ConfiguredIdentities;
import coffer.http.identity.ConfiguredIdentities.Account;
import coffer.http.identity.ConfiguredIdentities.Credentials;
import coffer.http.kms.KmsEndpoint;
import coffer.http.metrics.Metrics;
import coffer.http.server.HttpServer;
import coffer.http.session.SessionTickets;
import coffer.kms.actor.AskDataKeys;
import coffer.kms.actor.KmsActor;
import coffer.kms.envelope.CipherWarmup;
import coffer.kms.rootkey.RootKey;
import coffer.kms.rootkey.RootKeys;
import coffer.kms.service.KmsService;
import coffer.kms.service.RootKeySealer;
import coffer.node.bucket.ShardedBucketKeys;
import coffer.node.bucket.ShardedBuckets;
import coffer.node.chunk.Disk;
import coffer.node.chunk.FreeSpace;
import coffer.node.chunk.LoneRuns;
import coffer.node.cluster.ZoneCluster;
import coffer.node.config.DataFolder;
import coffer.node.config.DataFolder.RootCredentials;
import coffer.node.config.NodeSettings;
import coffer.node.config.StartException;
import coffer.node.index.IndexNode;
import coffer.node.lifecycle.Housekeeping;
import coffer.node.object.StoredObjects;
import coffer.node.object.StoredStreams;
import coffer.node.object.StoredUploads;
import coffer.node.tls.ClusterAuthority;
import coffer.node.tls.NodeName;
import coffer.node.tls.TlsContexts;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running node: everything put together, and taken apart again in the opposite order. */
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final Duration DEADLINES_INTERVAL = Duration.ofMinutes(1);

  private final Deque<Part> parts = new ArrayDeque<>();
  private final NodeSettings settings;
  private final Clock clock;
  private volatile boolean ready;

  /** Something that was started and must be stopped. */
  private record Part(String name, AutoCloseable stop) {}

  private Node(NodeSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * What the operator is told.
   *
   * @param rootCredentials present when Coffer made them, now or at an earlier start
   * @param authority the certificate that clients of an HTTPS endpoint need
   */
  public record Started(
      Node node, int port, Optional<RootCredentials> rootCredentials, Optional<String> authority) {}

  /**
   * Starts a node. Blocks until it answers.
   *
   * @throws RuntimeException when something cannot start; what was started is stopped again
   */
  public static Started start(NodeSettings settings, Clock clock) {
    var node = new Node(settings, clock);
    try {
      return node.start();
    } catch (RuntimeException failed) {
      node.close();
      throw failed;
    }
  }

  private Started start() {
    // Both take most of a second, of which nothing else has to wait.
    var warm = CompletableFuture.runAsync(CipherWarmup::run);
    CompletableFuture.runAsync(Disk::loadLibrary);
    var folder = DataFolder.take(settings.data(), settings.zone());
    stopWith("data folder", folder);
    var kept =
        settings.rootCredentials().isPresent()
            ? Optional.<RootCredentials>empty()
            : Optional.of(folder.rootCredentials());
    var credentials =
        settings.rootCredentials().or(() -> kept.map(RootCredentials::credentials)).orElseThrow();
    var rootKey = RootKeys.open(settings.rootKey(), folder.path());
    stopWith("root key", rootKey);
    var certifying =
        CompletableFuture.supplyAsync(
            () -> ClusterAuthority.open(folder.path().resolve("tls"), rootKey, clock));
    var cluster = cluster(certifying.thenApplyAsync(authority -> mutual(folder, authority)));
    var system = cluster.system();
    var opening =
        CompletableFuture.supplyAsync(
            () -> Disk.open(folder.path().resolve("chunks"), clock, system));
    IndexNode index;
    Disk disk;
    try {
      index =
          IndexNode.start(
              system,
              folder.path(),
              settings.zone(),
              Optional.empty(),
              clock,
              freeSpace(folder.path())::forChanges);
      stopWith("index", index);
    } finally {
      // Kept, and so closed, whichever of the two fails.
      disk = opened(opening);
    }
    cluster.startBuckets(index.index(), clock);
    var authority = Waiting.on(certifying);
    var port = serve(cluster, index, disk, rootKey, credentials, authority);
    warm.join();
    ready = true;
    return new Started(
        this,
        port,
        kept,
        settings.tls() ? Optional.of(authority.certificateFile().toString()) : Optional.empty());
  }

  private SSLContext mutual(DataFolder folder, ClusterAuthority authority) {
    var name = new NodeName(folder.clusterId(), settings.zone(), folder.nodeId());
    var identity = authority.node(name, List.of(LOOPBACK));
    return TlsContexts.mutual(identity, authority.certificate());
  }

  private ZoneCluster cluster(CompletableFuture<SSLContext> tls) {
    var cluster =
        ZoneCluster.start(settings.zone(), LOOPBACK, 0, Optional.of(() -> Waiting.on(tls)));
    stopWith("actor system", cluster);
    cluster.joinSelf();
    return cluster;
  }

  private static FreeSpace freeSpace(Path folder) {
    try {
      return FreeSpace.of(folder);
    } catch (IOException failed) {
      throw new StartException("the disk of " + folder + " does not tell its size: " + failed);
    }
  }

  private Disk opened(CompletableFuture<Disk> opening) {
    var disk = Waiting.on(opening);
    stopWith("chunk store", disk);
    return disk;
  }

  private int serve(
      ZoneCluster cluster,
      IndexNode index,
      Disk disk,
      RootKey rootKey,
      Credentials rootCredentials,
      ClusterAuthority authority) {
    var system = cluster.system();
    var random = new SecureRandom();
    var metrics = new Metrics();
    var audit = audit();
    var kms =
        new KmsService(
            index.keyRing(),
            new RootKeySealer(rootKey),
            random,
            clock,
            settings.region(),
            Gateway.kmsCalls(metrics, audit, clock, settings.region()));
    var kmsActor =
        system.systemActorOf(
            KmsActor.create(kms.sealedKeys(), random, clock),
            "kms",
            DispatcherSelector.defaultDispatcher());
    var dataKeys = new AskDataKeys(kmsActor, system);
    var streams =
        new StoredStreams(
            dataKeys,
            new ShardedBucketKeys(cluster, dataKeys, clock),
            new LoneRuns(disk),
            Materializer.matFromSystem(system),
            clock);
    var accounts = accounts(rootCredentials);
    var gateway =
        new Gateway(
            new Gateway.Parts(
                new ShardedBuckets(cluster, index.index()),
                new StoredObjects(index.index(), streams),
                new StoredUploads(index.index(), streams),
                identities(accounts),
                new SessionTickets(
                    rootKey.derive("coffer/session-ticket/v1", RootKey.BYTES), random, clock),
                kms.forS3(),
                new KmsEndpoint(kms)::handle,
                audit,
                metrics,
                clock,
                random,
                new Gateway.Settings(
                    settings.region(), Set.of(settings.zone()), settings.strictSessions()),
                () -> ready && index.writable()));
    housekeeping(index, disk, kms, accounts);
    return listen(cluster, gateway, authority);
  }

  private AuditLog audit() {
    try {
      var audit = new AuditLog(settings.data().resolve("audit.log"));
      stopWith("audit log", audit);
      return audit;
    } catch (IOException failed) {
      throw new StartException("the audit log cannot be opened: " + failed);
    }
  }

  /** The configured accounts, with the root credentials added to theirs. */
  private List<Account> accounts(Credentials rootCredentials) {
    var byId = new LinkedHashMap<String, Account>();
    byId.put(
        settings.account(), new Account(settings.account(), List.of(rootCredentials), List.of()));
    for (var account : settings.accounts()) {
      byId.merge(account.id(), account, Node::joined);
    }
    return List.copyOf(byId.values());
  }

  private static Account joined(Account one, Account other) {
    var keys = new ArrayList<>(one.rootKeys());
    keys.addAll(other.rootKeys());
    var users = new ArrayList<>(one.users());
    users.addAll(other.users());
    return new Account(one.id(), keys, users);
  }

  private static ConfiguredIdentities identities(List<Account> accounts) {
    try {
      return new ConfiguredIdentities(accounts);
    } catch (IllegalArgumentException wrong) {
      throw new StartException("the configuration file: " + wrong.getMessage());
    }
  }

  private void housekeeping(IndexNode index, Disk disk, KmsService kms, List<Account> accounts) {
    var ids = Set.copyOf(accounts.stream().map(Account::id).toList());
    var housekeeping =
        new Housekeeping(index.index(), new LoneRuns(disk), disk, ids, settings.lifecycle(), clock);
    var deadlines = kms.deadlines();
    housekeeping.every(
        DEADLINES_INTERVAL,
        "key rotation and deletion",
        () -> {
          deadlines.rotateDue(clock.instant()).toCompletableFuture().join();
          deadlines.destroyDue(clock.instant()).toCompletableFuture().join();
        });
    stopWith("housekeeping", housekeeping);
  }

  private int listen(ZoneCluster cluster, Gateway gateway, ClusterAuthority authority) {
    Optional<SSLContext> tls =
        settings.tls()
            ? Optional.of(TlsContexts.endpoint(authority.endpoint(settings.domains())))
            : Optional.empty();
    var where = new HttpServer.Settings(settings.host(), settings.port(), settings.domains(), tls);
    HttpServer.Bound bound;
    try {
      bound =
          Waiting.on(
              HttpServer.bind(cluster.system(), where, gateway::handle).toCompletableFuture());
    } catch (RuntimeException failed) {
      var cause = failed.getCause() == null ? failed : failed.getCause();
      throw new StartException(
          "cannot listen on " + settings.host() + ":" + settings.port() + ": " + reason(cause));
    }
    stopWith(
        "HTTP",
        () -> {
          ready = false;
          bound.terminate(DRAIN).toCompletableFuture().get(15, TimeUnit.SECONDS);
        });
    return bound.port();
  }

  private static String reason(Throwable cause) {
    var root = cause.getCause() == null ? cause : cause.getCause();
    return String.valueOf(root.getMessage());
  }

  private void stopWith(String name, AutoCloseable stop) {
    parts.push(new Part(name, stop));
  }

  /** Drains requests in flight, then stops everything, the last started first. */
  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      var part = parts.pop();
      try {
        part.stop.close();
      } catch (Exception failed) {
        LOG.warn("{} did not stop cleanly: {}", part.name, failed.toString());
      }
    }
  }
}
