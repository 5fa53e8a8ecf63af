package coffer.rig;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * {@code run} and its options.
 *
 * @param faults kinds of faults, or {@code all} or {@code none} alone
 * @param nodes in each zone
 * @param rate operations a second that all clients together do not exceed
 * @param folder where the history, the verdict and a started cluster are kept
 * @param upgradeFrom a checkout of an earlier version, built, that the nodes are started from
 * @param endpoints of a cluster that runs already; empty to start one
 */
public record RunOptions(
    long seed,
    Duration duration,
    List<String> faults,
    int zones,
    int nodes,
    int clients,
    int rate,
    Path folder,
    Optional<Path> upgradeFrom,
    List<URI> endpoints,
    List<String> zoneNames,
    List<Path> dataFolders,
    String accessKey,
    String secretKey) {

  public static final String USAGE =
      """
      usage: rig run [options]

        --seed N            decides operations and faults (default: the time)
        --minutes M         of load, fractions too (default: 2)
        --faults KINDS      all, none, or kinds with commas between (default: none)
        --zones Z           zones of the cluster that is started (default: 3)
        --nodes N           nodes in each zone (default: 3)
        --clients N         (default: 16)
        --rate N            operations a second of all clients together (default: 200)
        --upgrade-from DIR  starts the nodes from another checkout, in which deploy/bin/coffer has
                            built; the first rolling-restart takes them to this one
        --out DIR           history, verdict and the cluster's data (default: a new folder)

        --endpoints URL,..  judges a cluster that runs already, and injects nothing
        --zone-names Z,..   its zones (default: zone1-az1)
        --data-folders D,.. where its data and logs stand, if values are to be searched there
        --access-key, --secret-key
                            of its root user (default: COFFER_ROOT_ACCESS_KEY_ID and
                            COFFER_ROOT_SECRET_ACCESS_KEY)

      rig probe tells which faults can be injected here; rig sabotage [--only BUG,..] [--seed N]
      [--out DIR] plants each bug in turn and tells whether a run convicts it; rig failover and
      rig healing measure how long writes pause and how fast a node is healed (--help)

      exit code: 0 everything holds, 1 something does not, 2 the run could not be made
      """;

  public RunOptions {
    faults = List.copyOf(faults);
    endpoints = List.copyOf(endpoints);
    zoneNames = List.copyOf(zoneNames);
    dataFolders = List.copyOf(dataFolders);
  }

  @Override
  public String toString() {
    return "seed " + seed + ", " + duration + ", faults " + faults;
  }

  /**
   * @param arguments what follows {@code run}
   * @throws IllegalArgumentException for anything that is not understood
   */
  public static RunOptions parse(List<String> arguments) {
    var parsed = new Parsed();
    var words = arguments.iterator();
    while (words.hasNext()) {
      parsed.option(words.next(), words);
    }
    return parsed.done();
  }

  private static final class Parsed {
    private long seed = System.currentTimeMillis();
    private Duration duration = Duration.ofMinutes(2);
    private List<String> faults = List.of("none");
    private int zones = 3;
    private int nodes = 3;
    private int clients = 16;
    private int rate = 200;
    private Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    private boolean folderGiven;
    private Optional<Path> upgradeFrom = Optional.empty();
    private final List<URI> endpoints = new ArrayList<>();
    private List<String> zoneNames = List.of("zone1-az1");
    private List<Path> dataFolders = List.of();
    private String accessKey = environment("COFFER_ROOT_ACCESS_KEY_ID");
    private String secretKey = environment("COFFER_ROOT_SECRET_ACCESS_KEY");

    private void option(String name, Iterator<String> words) {
      switch (name) {
        case "--seed" -> seed = Long.parseLong(value(name, words));
        case "--minutes" -> duration = minutes(value(name, words));
        case "--faults" -> faults = list(value(name, words));
        case "--zones" -> zones = count(name, words, 9);
        case "--nodes" -> nodes = count(name, words, 9);
        case "--clients" -> clients = count(name, words, 1000);
        case "--rate" -> rate = count(name, words, 100_000);
        case "--out" -> {
          folder = Path.of(value(name, words));
          folderGiven = true;
        }
        case "--upgrade-from" -> upgradeFrom = Optional.of(Path.of(value(name, words)));
        case "--endpoints" -> list(value(name, words)).forEach(u -> endpoints.add(URI.create(u)));
        case "--zone-names" -> zoneNames = list(value(name, words));
        case "--data-folders" ->
            dataFolders = list(value(name, words)).stream().map(Path::of).toList();
        case "--access-key" -> accessKey = value(name, words);
        case "--secret-key" -> secretKey = value(name, words);
        default -> throw new IllegalArgumentException("unknown option " + name);
      }
    }

    private RunOptions done() {
      var out = folderGiven ? folder : folder.resolve("coffer-rig-" + seed);
      return new RunOptions(
          seed,
          duration,
          faults,
          zones,
          nodes,
          clients,
          rate,
          out.toAbsolutePath(),
          upgradeFrom,
          endpoints,
          zoneNames,
          dataFolders,
          accessKey,
          secretKey);
    }

    private static String environment(String name) {
      var value = System.getenv(name);
      return value == null ? "" : value;
    }

    private static String value(String name, Iterator<String> words) {
      if (!words.hasNext()) {
        throw new IllegalArgumentException(name + " needs a value");
      }
      return words.next();
    }

    private static List<String> list(String text) {
      return List.of(text.split(","));
    }

    private static int count(String name, Iterator<String> words, int most) {
      int count = Integer.parseInt(value(name, words));
      if (count < 1 || count > most) {
        throw new IllegalArgumentException(name + " is from 1 to " + most);
      }
      return count;
    }

    private static Duration minutes(String text) {
      double minutes = Double.parseDouble(text);
      if (!(minutes > 0 && minutes <= 100_000)) {
        throw new IllegalArgumentException("--minutes is above 0");
      }
      return Duration.ofMillis(Math.round(minutes * 60_000));
    }
  }
}
