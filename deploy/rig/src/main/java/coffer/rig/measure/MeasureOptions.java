package coffer.rig.measure;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * {@code failover} or {@code healing}, and options.
 *
 * @param kills of the leader, and as many of a follower
 * @param clientsPerNode that write at each node
 * @param largeMebibytes to fill with objects of 8 MiB
 * @param smallMebibytes to fill with objects of 256 KiB
 * @param folder of the cluster; made
 */
record MeasureOptions(
    What what, int kills, int clientsPerNode, int largeMebibytes, int smallMebibytes, Path folder) {

  static final String USAGE =
      """
      usage: rig failover [--kills 20] [--clients 2] [--out DIR]
             rig healing [--large-mib 2048] [--small-mib 1024] [--out DIR]

        failover  three nodes in one zone; kills the leader of the zone's group so many times, and
                  a follower as often, while clients of the AWS SDK write 4 KiB to the two other
                  nodes, and prints how long writes paused
        healing   fills three nodes in one zone, takes one node's data away, and prints how fast
                  it is brought back, beside what the disk writes
      """;

  /** What is measured. */
  enum What {
    FAILOVER,
    HEALING
  }

  /**
   * @throws IllegalArgumentException for anything that is not understood
   */
  static MeasureOptions parse(List<String> words) {
    var parsed = new Parsed(what(words.getFirst()));
    var rest = words.subList(1, words.size()).iterator();
    while (rest.hasNext()) {
      parsed.option(rest.next(), rest);
    }
    return parsed.done();
  }

  private static What what(String word) {
    return switch (word) {
      case "failover" -> What.FAILOVER;
      case "healing" -> What.HEALING;
      default -> throw new IllegalArgumentException("unknown command " + word);
    };
  }

  private static final class Parsed {
    private final What what;
    private int kills = 20;
    private int clients = 2;
    private int large = 2048;
    private int small = 1024;
    private Path folder =
        Path.of(System.getProperty("java.io.tmpdir"))
            .resolve("coffer-rig-measure-" + ProcessHandle.current().pid());

    private Parsed(What what) {
      this.what = what;
    }

    private void option(String name, Iterator<String> words) {
      switch (name) {
        case "--kills" -> kills = count(name, words, 10_000);
        case "--clients" -> clients = count(name, words, 100);
        case "--large-mib" -> large = count(name, words, 1 << 20);
        case "--small-mib" -> small = count(name, words, 1 << 20);
        case "--out" -> folder = Path.of(value(name, words));
        default -> throw new IllegalArgumentException("unknown option " + name + "\n" + USAGE);
      }
    }

    private MeasureOptions done() {
      return new MeasureOptions(what, kills, clients, large, small, folder.toAbsolutePath());
    }

    private static int count(String name, Iterator<String> words, int most) {
      int count = Integer.parseInt(value(name, words));
      if (count < 1 || count > most) {
        throw new IllegalArgumentException(name + " is from 1 to " + most);
      }
      return count;
    }

    private static String value(String name, Iterator<String> words) {
      if (!words.hasNext()) {
        throw new IllegalArgumentException(name + " needs a value");
      }
      return words.next();
    }
  }
}
