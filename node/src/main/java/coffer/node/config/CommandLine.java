package coffer.node.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code serve} and its options; an option that is given here goes before the file's. */
public record CommandLine(
    boolean help,
    Optional<Path> data,
    OptionalInt port,
    Optional<String> host,
    Optional<String> zone,
    Optional<Path> config,
    List<String> domains,
    boolean tls) {

  public static final String USAGE =
      """
      usage: coffer serve [options]

        --data DIR      where everything is kept (default: data)
        --port PORT     where S3, KMS and STS are answered (default: 9000)
        --host ADDRESS  the address to listen on (default: 127.0.0.1)
        --zone ZONE     the zone of this node (default: zone1-az1)
        --config FILE   settings in HOCON or JSON
        --domain NAME   a further name under which BUCKET.NAME addresses a bucket, beside the
                        configured ones (default: s3.localhost, localhost); may be repeated
        --tls           answer HTTPS, with a certificate of the node's own authority
        --help          show this

      environment:
        COFFER_ROOT_ACCESS_KEY_ID, COFFER_ROOT_SECRET_ACCESS_KEY
                        the root user's credentials (default: made at first start, kept in DIR)
        COFFER_ROOT_PASSPHRASE
                        seals the root key (default: a key file in DIR)
        COFFER_REGION   the region (default: us-east-1)
        COFFER_LOG_LEVEL
                        ERROR, WARN, INFO or DEBUG (default: INFO)
        COFFER_JAVA_OPTS, COFFER_JAVA_HOME
                        options of the JVM, and the JDK 25, that bin/coffer uses

      docs/CONFIGURATION.md tells the rest.
      """;

  public CommandLine {
    domains = List.copyOf(domains);
  }

  /**
   * @throws StartException for anything that is not understood
   */
  public static CommandLine parse(List<String> arguments) {
    var words = arguments.iterator();
    if (!words.hasNext()) {
      throw new StartException("no command given: try coffer serve --help");
    }
    var command = words.next();
    if (command.equals("--help") || command.equals("help")) {
      return new Parsed().withHelp();
    }
    if (!command.equals("serve")) {
      throw new StartException("unknown command " + command + ": try coffer serve --help");
    }
    var parsed = new Parsed();
    while (words.hasNext()) {
      parsed.option(words.next(), words);
    }
    return parsed.done();
  }

  private static final class Parsed {
    private boolean help;
    private Optional<Path> data = Optional.empty();
    private OptionalInt port = OptionalInt.empty();
    private Optional<String> host = Optional.empty();
    private Optional<String> zone = Optional.empty();
    private Optional<Path> config = Optional.empty();
    private final List<String> domains = new ArrayList<>();
    private boolean tls;

    private void option(String name, Iterator<String> words) {
      switch (name) {
        case "--help" -> help = true;
        case "--tls" -> tls = true;
        case "--data" -> data = Optional.of(Path.of(value(name, words)));
        case "--port" -> port = OptionalInt.of(port(value(name, words)));
        case "--host" -> host = Optional.of(value(name, words));
        case "--zone" -> zone = Optional.of(value(name, words));
        case "--config" -> config = Optional.of(Path.of(value(name, words)));
        case "--domain" -> domains.add(value(name, words));
        default -> throw new StartException("unknown option " + name + ": try --help");
      }
    }

    private static String value(String name, Iterator<String> words) {
      if (!words.hasNext()) {
        throw new StartException(name + " needs a value");
      }
      return words.next();
    }

    private static int port(String text) {
      try {
        int port = Integer.parseInt(text);
        if (port >= 0 && port <= 65_535) {
          return port;
        }
      } catch (NumberFormatException notANumber) {
        // Said below.
      }
      throw new StartException("--port needs a number from 0 to 65535, not " + text);
    }

    private CommandLine withHelp() {
      help = true;
      return done();
    }

    private CommandLine done() {
      return new CommandLine(help, data, port, host, zone, config, domains, tls);
    }
  }
}
