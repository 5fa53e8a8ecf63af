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
import coffer.kms.actor.OpenedKeys;
import coffer.kms.rootkey.RootKey;
import coffer.kms.service.KmsService;
import coffer.kms.service.RootKeySealer;
import coffer.node.bucket.ShardedBucketKeys;
import coffer.node.bucket.ShardedBuckets;
import coffer.node.config.NodeSettings;
import coffer.node.config.StartException;
import coffer.node.lifecycle.Housekeeping;
import coffer.node.object.StoredObjects;
import coffer.node.object.StoredStreams;
import coffer.node.object.StoredUploads;
import coffer.node.peer.Member;
import coffer.node.placement.Scope;
import coffer.node.tls.TlsContexts;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.stream.Materializer;

/** What answers clients: the gateway with all that it is made of, and the work that falls due. */
final class Services {
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final Duration DEADLINES_INTERVAL = Duration.ofMinutes(1);

  private final NodeSettings settings;
  private final Clock clock;
  private final NodeBase base;
  private final BooleanSupplier ready;
  private final BiConsumer<String, AutoCloseable> stopWith;

  /**
   * @param stopWith takes what is started here, to be stopped in the opposite order
   */
  Services(
      NodeSettings settings,
      Clock clock,
      NodeBase base,
      BooleanSupplier ready,
      BiConsumer<String, AutoCloseable> stopWith) {
    this.settings = settings;
    this.clock = clock;
    this.base = base;
    this.ready = ready;
    this.stopWith = stopWith;
  }

  /** Builds it all and listens; the port. */
  int serve(RootKey rootKey, Credentials rootCredentials) {
    var system = base.cluster().system();
    var index = base.index();
    var random = new SecureRandom();
    var metrics = new Metrics();
    NodeMetrics.tell(metrics, base);
    var audit = audit();
    var kms =
        new KmsService(
            index.keyRing(),
            new RootKeySealer(rootKey),
            random,
            clock,
            settings.region(),
            Gateway.kmsCalls(metrics, audit, clock, settings.region()));
    var opened = new OpenedKeys();
    var kmsActor =
        system.systemActorOf(
            KmsActor.create(kms.sealedKeys(), opened, random, clock),
            "kms",
            DispatcherSelector.defaultDispatcher());
    var dataKeys = new AskDataKeys(kmsActor, system, kms.sealedKeys(), opened, clock);
    var streams =
        new StoredStreams(
            dataKeys,
            new ShardedBucketKeys(base.cluster(), dataKeys, clock),
            base.runs(),
            Materializer.matFromSystem(system),
            clock);
    var accounts = accounts(rootCredentials);
    var gateway =
        new Gateway(
            new Gateway.Parts(
                new ShardedBuckets(
                    base.cluster(), index.index(), settings.zone(), this::severalZones),
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
                new Gateway.Settings(settings.region(), this::zones, settings.strictSessions()),
                () -> ready.getAsBoolean() && index.writable(),
                this::status));
    housekeeping(kms, accounts);
    return listen(gateway);
  }

  private Set<String> zones() {
    return base.others()
        .map(others -> others.members().all().stream().map(Member::zone))
        .orElseGet(() -> Stream.of(settings.zone()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean severalZones() {
    return base.others().isPresent() && zones().size() > 1;
  }

  private CompletionStage<String> status() {
    return base.others()
        .map(Peers::status)
        .orElseGet(() -> CompletableFuture.completedFuture(LoneStatus.json(settings, base)));
  }

  private AuditLog audit() {
    try {
      var audit = new AuditLog(settings.data().resolve("audit.log"));
      stopWith.accept("audit log", audit);
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
      byId.merge(account.id(), account, Services::joined);
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

  private void housekeeping(KmsService kms, List<Account> accounts) {
    var index = base.index().index();
    var ids = Set.copyOf(accounts.stream().map(Account::id).toList());
    var housekeeping =
        new Housekeeping(
            index,
            base.runs(),
            base.disk(),
            ids,
            bucket -> index.leads(Scope.of(bucket).id()),
            base.others().isEmpty(),
            settings.lifecycle(),
            clock);
    var deadlines = kms.deadlines();
    housekeeping.every(
        DEADLINES_INTERVAL,
        "key rotation and deletion",
        () -> {
          if (!index.leads(new Scope.Region().id())) {
            return;
          }
          deadlines.rotateDue(clock.instant()).toCompletableFuture().join();
          deadlines.destroyDue(clock.instant()).toCompletableFuture().join();
        });
    stopWith.accept("housekeeping", housekeeping);
  }

  private int listen(Gateway gateway) {
    Optional<SSLContext> tls =
        settings.tls()
            ? Optional.of(TlsContexts.endpoint(base.authority().endpoint(settings.domains())))
            : Optional.empty();
    var where = new HttpServer.Settings(settings.host(), settings.port(), settings.domains(), tls);
    HttpServer.Bound bound;
    try {
      bound =
          Waiting.on(
              HttpServer.bind(base.cluster().system(), where, gateway::handle)
                  .toCompletableFuture());
    } catch (RuntimeException failed) {
      var cause = failed.getCause() == null ? failed : failed.getCause();
      throw new StartException(
          "cannot listen on " + settings.host() + ":" + settings.port() + ": " + reason(cause));
    }
    stopWith.accept(
        "HTTP", () -> bound.terminate(DRAIN).toCompletableFuture().get(15, TimeUnit.SECONDS));
    return bound.port();
  }

  private static String reason(Throwable cause) {
    var root = cause.getCause() == null ? cause : cause.getCause();
    return String.valueOf(root.getMessage());
  }
}
