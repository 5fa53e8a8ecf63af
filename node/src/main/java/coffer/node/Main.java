package coffer.node;

import coffer.kms.rootkey.RootKeyException;
import coffer.node.chunk.ChunkStoreException;
import coffer.node.config.CommandLine;
import coffer.node.config.DataFolder.RootCredentials;
import coffer.node.config.NodeSettings;
import coffer.node.config.StartException;
import coffer.node.replication.DamagedLogException;
import coffer.node.tls.TlsException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The command line: {@code serve}. Exits 0 after SIGTERM or SIGINT, 1 when it cannot start. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    try {
      var line = CommandLine.parse(List.of(arguments));
      if (line.help()) {
        System.out.print(CommandLine.USAGE);
        return;
      }
      serve(NodeSettings.of(line, System.getenv()));
    } catch (RuntimeException failed) {
      System.err.println("coffer: " + explained(failed));
      System.exit(1);
    }
  }

  private static void serve(NodeSettings settings) {
    System.out.println("coffer: one node in zone " + settings.zone() + ", without replicas");
    System.out.println("coffer: data in " + settings.data());
    var started = Node.start(settings, Clock.systemUTC());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started.node()), "coffer-stop"));
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
  private static void stop(Node node) {
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
