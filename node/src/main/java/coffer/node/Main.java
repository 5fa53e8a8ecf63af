package coffer.node;

import coffer.kms.rootkey.RootKeyException;
import coffer.node.chunk.ChunkStoreException;
import coffer.node.config.Command;
import coffer.node.config.Command.ClusterDown;
import coffer.node.config.Command.ClusterStatus;
import coffer.node.config.Command.ClusterUp;
import coffer.node.config.Command.Decommission;
import coffer.node.config.Command.Help;
import coffer.node.config.Command.Init;
import coffer.node.config.Command.Serve;
import coffer.node.config.Command.Status;
import coffer.node.config.Command.Token;
import coffer.node.config.DataFolder.RootCredentials;
import coffer.node.config.NodeSettings;
import coffer.node.config.OffsetClock;
import coffer.node.config.StartException;
import coffer.node.local.LocalCluster;
import coffer.node.local.LocalLayout;
import coffer.node.replication.DamagedLogException;
import coffer.node.status.StatusPage;
import coffer.node.tls.TlsException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** The command line. A node exits 0 after SIGTERM or SIGINT, 1 when it cannot start. */
public final class Main {
  /** Held here, as its level goes when the logger does. It tells at INFO how it reads sockets. */
  private static final Logger TRANSPORT = Logger.getLogger("org.apache.ratis.thirdparty.io");

  private Main() {}

  public static void main(String[] arguments) {
    TRANSPORT.setLevel(Level.WARNING);
    try {
      run(Command.parse(List.of(arguments)));
    } catch (RuntimeException failed) {
      System.err.println("coffer: " + explained(failed));
      System.exit(1);
    }
  }

  private static void run(Command command) {
    switch (command) {
      case Help(var text) -> System.out.print(text);
      case Serve(var line) -> serve(NodeSettings.of(line, System.getenv()));
      case Init(var line) -> init(NodeSettings.of(line, System.getenv()));
      case Token(var line) -> {
        var settings = NodeSettings.of(line, System.getenv());
        System.out.println(ClusterFolder.token(settings, OffsetClock.system()).token());
      }
      case Status(var url, var json) -> {
        var status = StatusPage.ask(url);
        System.out.print(json ? StatusPage.json(status) + "\n" : StatusPage.text(status));
      }
      case Decommission(var line, var nodeId) ->
          new Decommissioning(NodeSettings.of(line, System.getenv()), System.out::println)
              .run(nodeId);
      case ClusterUp(var data, var zones, var nodes, var port) ->
          up(LocalCluster.in(data, new LocalLayout(zones, nodes, port)), data);
      case ClusterStatus(var data) -> {
        var url = LocalCluster.in(data).urls().getFirst();
        System.out.print(StatusPage.text(StatusPage.ask(URI.create(url))));
      }
      case ClusterDown(var data) -> {
        LocalCluster.in(data).down();
        System.out.println("coffer: stopped; the data stays in " + data);
      }
    }
  }

  private static void init(NodeSettings settings) {
    var token = ClusterFolder.init(settings, OffsetClock.system());
    System.out.println("cluster " + token.clusterId());
    System.out.println("token " + token.token());
  }

  private static void up(LocalCluster cluster, Path data) {
    System.out.println("coffer: starting a cluster in " + data);
    long began = System.nanoTime();
    cluster.up(new ClusterFolder(System.getenv(), OffsetClock.system()));
    long seconds = (System.nanoTime() - began) / 1_000_000_000;
    for (var url : cluster.urls()) {
      System.out.println("coffer ready " + url);
    }
    System.out.println("coffer: all nodes answer after " + seconds + " s; point clients at any");
    System.out.println("  export AWS_ENDPOINT_URL=" + cluster.urls().getFirst());
    System.out.println("  set -a; . " + cluster.rootCredentials() + "; set +a");
  }

  private static void serve(NodeSettings settings) {
    System.out.println("coffer: a node in zone " + settings.zone());
    System.out.println("coffer: data in " + settings.data());
    var running = new RunningNode(settings, OffsetClock.system());
    var started = running.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running), "coffer-stop"));
    started.rootCredentials().filter(RootCredentials::fresh).ifPresent(Main::showOnce);
    var url = (settings.tls() ? "https://" : "http://") + settings.host() + ":" + started.port();
    System.out.println("coffer ready " + url);
    System.out.println("coffer: point the AWS CLI and SDKs at it with");
    System.out.println(
        "  export AWS_ENDPOINT_URL=" + url + " AWS_DEFAULT_REGION=" + settings.region());
    started
        .rootCredentials()
        .ifPresent(kept -> System.out.println("  set -a; . " + kept.file() + "; set +a"));
    started.authority().ifPresent(file -> System.out.println("  export AWS_CA_BUNDLE=" + file));
  }

  private static void showOnce(RootCredentials made) {
    System.out.println("coffer: root credentials, made now and shown once:");
    System.out.println("  AWS_ACCESS_KEY_ID=" + made.credentials().accessKeyId());
    System.out.println("  AWS_SECRET_ACCESS_KEY=" + made.credentials().secret());
  }

  /** The virtual machine exits with 143 after SIGTERM; a stop that was asked for is a success. */
  private static void stop(RunningNode node) {
    System.out.println("coffer: stopping");
    node.close();
    System.out.println("coffer: stopped");
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  /** Faults that an operator can act on say so themselves; others are logged whole. */
  private static String explained(RuntimeException failed) {
    if (failed instanceof StartException
        || failed instanceof RootKeyException
        || failed instanceof TlsException
        || failed instanceof DamagedLogException
        || failed instanceof ChunkStoreException) {
      return String.valueOf(failed.getMessage());
    }
    if (failed instanceof UncheckedIOException file) {
      return file.getMessage() + ": " + rootCause(file).getMessage();
    }
    LoggerFactory.getLogger(Main.class).error("cannot start", failed);
    return "cannot start: " + failed;
  }

  private static Throwable rootCause(Throwable failed) {
    var cause = failed;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
