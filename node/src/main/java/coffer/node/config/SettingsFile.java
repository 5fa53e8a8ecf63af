package coffer.node.config;

import coffer.http.identity.ConfiguredIdentities.Account;
import coffer.http.identity.ConfiguredIdentities.Credentials;
import coffer.http.identity.ConfiguredIdentities.User;
import coffer.kms.policy.PolicyDocument;
import coffer.kms.policy.PolicySyntaxException;
import coffer.node.config.NodeSettings.Lifecycle;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The file given by {@code --config}, HOCON or JSON:
 *
 * <pre>
 * data = /var/lib/coffer, host = 127.0.0.1, port = 9000, zone = zone1-az1, region = us-east-1
 * tls = false, domains = [s3.example.org], account = "000000000000"
 * root-key-file = /etc/coffer/root-key
 * index-cache = 512 MiB
 * strict-sessions = false
 * lifecycle { interval = 1h, day = 24h, garbage-interval = 1m, garbage-grace = 10m }
 * accounts = [{
 *   id = "000000000000"
 *   keys = [{ access-key-id = AK, secret-access-key = S }]
 *   users = [{ name = alice, keys = [...], policies = [{ Statement = [...] }] }]
 * }]
 * </pre>
 *
 * Every setting is optional; one that is not known is refused.
 */
final class SettingsFile {
  private static final Set<String> KNOWN =
      Set.of(
          "data",
          "host",
          "port",
          "zone",
          "region",
          "tls",
          "domains",
          "account",
          "root-key-file",
          "index-cache",
          "strict-sessions",
          "lifecycle",
          "accounts");

  /** IAM's own limits: see its page "IAM and AWS STS quotas". */
  private static final Pattern USER_NAME = Pattern.compile("[A-Za-z0-9+=,.@_-]{1,64}");

  private static final Pattern ACCOUNT_ID = Pattern.compile("[0-9]{12}");
  private static final Pattern ACCESS_KEY_ID = Pattern.compile("[A-Za-z0-9_]{1,128}");
  private static final Config LIFECYCLE =
      ConfigFactory.parseString(
          "interval = 1h, day = 24h, garbage-interval = 1m, garbage-grace = 10m");

  private final Config config;

  private SettingsFile(Config config) {
    this.config = config;
  }

  static SettingsFile read(Optional<Path> file) {
    if (file.isEmpty()) {
      return new SettingsFile(ConfigFactory.empty());
    }
    if (!Files.isReadable(file.get())) {
      throw new StartException("cannot read the configuration file " + file.get());
    }
    try {
      var config = ConfigFactory.parseFile(file.get().toFile()).resolve();
      known(config, "", KNOWN);
      return new SettingsFile(config);
    } catch (ConfigException malformed) {
      throw refused(malformed);
    }
  }

  /** A setting that is misspelt must not be taken for one that is not given. */
  private static void known(Config config, String prefix, Set<String> names) {
    for (var name : config.root().keySet()) {
      if (!names.contains(name)) {
        throw new StartException("the configuration file has an unknown setting: " + prefix + name);
      }
    }
  }

  Optional<String> text(String name) {
    return value(name, config::getString);
  }

  Optional<Path> path(String name) {
    return text(name).map(Path::of);
  }

  OptionalInt number(String name) {
    var value = value(name, config::getInt);
    return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
  }

  OptionalLong bytes(String name) {
    var value = value(name, config::getBytes);
    return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
  }

  boolean flag(String name) {
    return value(name, config::getBoolean).orElse(false);
  }

  Optional<List<String>> texts(String name) {
    return value(name, config::getStringList);
  }

  Lifecycle lifecycle() {
    return reading(
        () -> {
          var own = config.hasPath("lifecycle") ? config.getConfig("lifecycle") : LIFECYCLE;
          known(own, "lifecycle.", LIFECYCLE.root().keySet());
          var all = own.withFallback(LIFECYCLE);
          return new Lifecycle(
              positive(all, "interval"),
              positive(all, "day"),
              positive(all, "garbage-interval"),
              all.getDuration("garbage-grace"));
        });
  }

  private static Duration positive(Config config, String name) {
    var duration = config.getDuration(name);
    if (!duration.isPositive()) {
      throw new StartException("lifecycle." + name + " must be longer than nothing");
    }
    return duration;
  }

  List<Account> accounts() {
    return value("accounts", config::getConfigList).orElse(List.of()).stream()
        .map(account -> reading(() -> account(account)))
        .toList();
  }

  private static Account account(Config account) {
    known(account, "accounts.", Set.of("id", "keys", "users"));
    var id = account.getString("id");
    if (!ACCOUNT_ID.matcher(id).matches()) {
      throw new StartException(
          "the configuration file: an account id has twelve digits, in quotes: " + id);
    }
    return new Account(
        id, credentials(account), list(account, "users").stream().map(SettingsFile::user).toList());
  }

  private static User user(Config user) {
    known(user, "accounts.users.", Set.of("name", "keys", "policies"));
    var name = user.getString("name");
    if (!USER_NAME.matcher(name).matches()) {
      throw new StartException("a user cannot be called " + name + "; an example: alice");
    }
    var policies =
        user.hasPath("policies")
            ? user.getList("policies").stream().map(policy -> policy(name, policy)).toList()
            : List.<PolicyDocument>of();
    return new User(name, credentials(user), policies);
  }

  private static List<Credentials> credentials(Config of) {
    return list(of, "keys").stream().map(SettingsFile::key).toList();
  }

  private static Credentials key(Config key) {
    known(key, "keys.", Set.of("access-key-id", "secret-access-key"));
    var id = key.getString("access-key-id");
    var secret = key.getString("secret-access-key");
    if (!ACCESS_KEY_ID.matcher(id).matches() || secret.isEmpty()) {
      throw new StartException(
          "an access key needs a secret, and an id of at most 128 letters, digits and underscores");
    }
    return new Credentials(id, secret);
  }

  private static List<? extends Config> list(Config of, String name) {
    return of.hasPath(name) ? of.getConfigList(name) : List.of();
  }

  /** A policy as an object of the file, or as JSON text. */
  private static PolicyDocument policy(String user, ConfigValue policy) {
    var json =
        policy.unwrapped() instanceof String text
            ? text
            : policy.render(ConfigRenderOptions.concise());
    try {
      var document = PolicyDocument.parse(json);
      if (!document.namesNoPrincipals()) {
        throw new StartException(
            "a policy of user " + user + ": an identity policy names no principal");
      }
      return document;
    } catch (PolicySyntaxException wrong) {
      throw new StartException("a policy of user " + user + ": " + wrong.getMessage());
    }
  }

  private <T> Optional<T> value(String name, Function<String, T> getter) {
    return reading(() -> config.hasPath(name) ? Optional.of(getter.apply(name)) : Optional.empty());
  }

  private interface Reading<T> {
    T now();
  }

  private static <T> T reading(Reading<T> reading) {
    try {
      return reading.now();
    } catch (ConfigException malformed) {
      throw refused(malformed);
    }
  }

  /** The library's message may quote the line, and with it a secret: only the place is shown. */
  private static StartException refused(ConfigException malformed) {
    var origin = malformed.origin();
    return new StartException(
        "the configuration file is malformed"
            + (origin == null ? "" : " at " + origin.description())
            + " ("
            + malformed.getClass().getSimpleName()
            + ")");
  }
}
