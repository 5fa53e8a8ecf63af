package coffer.node.config;

import coffer.http.identity.ConfiguredIdentities.Account;
import coffer.http.identity.ConfiguredIdentities.Credentials;
import coffer.kms.rootkey.RootKeySource;
import coffer.node.index.database.RowCache;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Everything that can be chosen for a node.
 *
 * @param host the address that S3 is answered on
 * @param port 0 for any free one
 * @param domains names under which {@code bucket.domain} addresses a bucket
 * @param account the account of the root credentials
 * @param rootCredentials empty: made at first start
 * @param accounts further accounts, and users of any account
 * @param indexCache bytes of memory for rows of the index that were read, at most
 * @param strictSessions see {@code Gateway.Settings}
 * @param cluster empty for a node alone, and for one whose folder tells its place
 */
public record NodeSettings(
    Path data,
    String host,
    int port,
    String zone,
    String region,
    boolean tls,
    List<String> domains,
    String account,
    Optional<Credentials> rootCredentials,
    RootKeySource rootKey,
    List<Account> accounts,
    Lifecycle lifecycle,
    long indexCache,
    boolean strictSessions,
    Optional<ClusterSettings> cluster) {

  /**
   * Work that falls due with time.
   *
   * @param interval between two looks at the buckets' lifecycle configurations
   * @param day how long a day of a lifecycle rule is; shorter than 24 hours in tests only
   * @param garbageInterval between two collections
   * @param garbageGrace how long the bytes of deleted objects stay, for reads that have begun
   */
  public record Lifecycle(
      Duration interval, Duration day, Duration garbageInterval, Duration garbageGrace) {}

  /** The launcher names the folder {@code data} of its checkout, which Git ignores. */
  static final Path DATA = Path.of(System.getProperty("coffer.data", "data"));

  private static final long INDEX_CACHE_MIN = 1L << 20;

  /** Labels of RFC 1123, section 2.1. */
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?=.{1,190}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  public NodeSettings {
    domains = List.copyOf(domains);
    accounts = List.copyOf(accounts);
  }

  /**
   * The command line goes before the environment, that before the file, that before the defaults.
   *
   * @throws StartException for a value that cannot be
   */
  public static NodeSettings of(CommandLine line, Map<String, String> environment) {
    var file = SettingsFile.read(line.config());
    var settings =
        new NodeSettings(
            line.data().or(() -> file.path("data")).orElse(DATA).toAbsolutePath(),
            line.host().or(() -> file.text("host")).orElse("127.0.0.1"),
            line.port().orElseGet(() -> file.number("port").orElse(9000)),
            line.zone().or(() -> file.text("zone")).orElse("zone1-az1"),
            given(environment, "COFFER_REGION").or(() -> file.text("region")).orElse("us-east-1"),
            line.tls() || file.flag("tls"),
            domains(line, file),
            file.text("account").orElse("000000000000"),
            rootCredentials(environment),
            rootKey(environment, file),
            file.accounts(),
            file.lifecycle(),
            file.bytes("index-cache").orElse(RowCache.CAPACITY),
            file.flag("strict-sessions"),
            ClusterSettings.of(line, environment));
    settings.check();
    return settings;
  }

  /** Those of the command line beside those of the file, each once. */
  private static List<String> domains(CommandLine line, SettingsFile file) {
    var configured = file.texts("domains").orElse(List.of("s3.localhost", "localhost"));
    return Stream.concat(configured.stream(), line.domains().stream())
        .map(name -> name.toLowerCase(Locale.ROOT))
        .distinct()
        .toList();
  }

  private void check() {
    require(zone.matches("[a-z0-9]{1,20}(-[a-z0-9]{1,20}){1,2}"), "zone", zone, "zone1-az1");
    require(region.matches("[a-z0-9-]{1,40}"), "region", region, "us-east-1");
    require(account.matches("[0-9]{12}"), "account", account, "000000000000");
    require(indexCache >= INDEX_CACHE_MIN, "index-cache", Long.toString(indexCache), "512 MiB");
    for (var domain : domains) {
      require(DOMAIN.matcher(domain).matches(), "domain", domain, "s3.example.org");
    }
    require(port >= 0 && port <= 65_535, "port", Integer.toString(port), "9000");
  }

  private static void require(boolean fine, String name, String value, String example) {
    if (!fine) {
      throw new StartException("the " + name + " " + value + " cannot be; an example: " + example);
    }
  }

  private static Optional<Credentials> rootCredentials(Map<String, String> environment) {
    var id = given(environment, "COFFER_ROOT_ACCESS_KEY_ID");
    var secret = given(environment, "COFFER_ROOT_SECRET_ACCESS_KEY");
    if (id.isPresent() != secret.isPresent()) {
      throw new StartException(
          "COFFER_ROOT_ACCESS_KEY_ID and COFFER_ROOT_SECRET_ACCESS_KEY go together");
    }
    return id.map(there -> new Credentials(there, secret.orElseThrow()));
  }

  private static RootKeySource rootKey(Map<String, String> environment, SettingsFile file) {
    var passphrase = given(environment, "COFFER_ROOT_PASSPHRASE");
    var keyFile = file.path("root-key-file");
    if (passphrase.isPresent() && keyFile.isPresent()) {
      throw new StartException("COFFER_ROOT_PASSPHRASE and root-key-file exclude each other");
    }
    if (keyFile.isPresent()) {
      return new RootKeySource.KeyFile(keyFile.get());
    }
    return passphrase
        .<RootKeySource>map(text -> new RootKeySource.Passphrase(text.toCharArray()))
        .orElse(new RootKeySource.GeneratedFile());
  }

  private static Optional<String> given(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
