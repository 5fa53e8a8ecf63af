package coffer.node.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The options of a node's commands; one that is given here goes before the file's. */
public record CommandLine(
    Optional<Path> data,
    OptionalInt port,
    Optional<String> host,
    Optional<String> zone,
    Optional<Path> config,
    List<String> domains,
    boolean tls,
    Optional<String> clusterHost,
    OptionalInt clusterPort,
    Optional<String> join,
    Optional<String> clusterId,
    Optional<String> token) {

  public static final String USAGE =
      """
      usage: coffer serve [options]          a node; without more, a cluster of its own
             coffer init [options]           makes the data folder of a cluster's first node
             coffer token --data DIR         prints a token to join with, good for a day
             coffer status [--url URL] [--json]
                                             what the node at URL knows of its cluster
             coffer decommission --data DIR --node ID
                                             moves a node's data to the others, takes it out
             coffer cluster up|status|down [--zones 3] [--nodes 3] [--data DIR] [--port 9000]
                                             a whole cluster on this machine

        --data DIR      where everything is kept (default: data)
        --port PORT     where S3, KMS and STS are answered (default: 9000)
        --host ADDRESS  the address to listen on (default: 127.0.0.1)
        --zone ZONE     the zone of this node (default: zone1-az1)
        --config FILE   settings in HOCON or JSON
        --domain NAME   a further name under which BUCKET.NAME addresses a bucket, beside the
                        configured ones (default: s3.localhost, localhost); may be repeated
        --tls           answer HTTPS, with a certificate of the node's own authority
        --help          show this

      several nodes:
        --cluster-host ADDRESS
                        where the other nodes reach this one; makes it a node of a cluster
        --cluster-port PORT
                        the first of three ports for them (default: 7350)
        --join HOST:PORT
                        the cluster address of any node of the cluster to join
        --cluster-id ID, --token TOKEN
                        as init and token print them

      environment:
        COFFER_ROOT_ACCESS_KEY_ID, COFFER_ROOT_SECRET_ACCESS_KEY
                        the root user's credentials (default: made at first start, kept in DIR)
        COFFER_ROOT_PASSPHRASE
                        seals the root key (default: a key file in DIR)
        COFFER_REGION   the region (default: us-east-1)
        COFFER_JOIN_TOKEN
                        for --token, which others on the machine could see
        COFFER_LOG_LEVEL
                        ERROR, WARN, INFO or DEBUG (default: INFO)
        COFFER_JAVA_OPTS, COFFER_JAVA_HOME
                        options of the JVM, and the JDK 25, that bin/coffer uses
        COFFER_BUILD    never: bin/coffer runs what is built, whatever has changed since

      docs/CONFIGURATION.md tells the rest.
      """;

  public CommandLine {
    domains = List.copyOf(domains);
  }

  /**
   * @param words behind the command
   * @throws StartException for anything that is not understood
   */
  public static CommandLine parse(List<String> words) {
    var options =
        new Options(
            words.iterator(),
            Set.of("--tls"),
            Set.of(
                "--data",
                "--port",
                "--host",
                "--zone",
                "--config",
                "--domain",
                "--cluster-host",
                "--cluster-port",
                "--join",
                "--cluster-id",
                "--token"));
    return new CommandLine(
        options.path("--data"),
        options.port("--port"),
        options.text("--host"),
        options.text("--zone"),
        options.path("--config"),
        options.texts("--domain"),
        options.flag("--tls"),
        options.text("--cluster-host"),
        options.port("--cluster-port"),
        options.text("--join"),
        options.text("--cluster-id"),
        options.text("--token"));
  }

  @Override
  public String toString() {
    return "CommandLine[data=" + data + "]";
  }
}
