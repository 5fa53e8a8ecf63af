package coffer.rig.measure;

import java.io.IOException;
import java.util.List;

/** {@code rig failover} and {@code rig healing}. */
public final class Measures {
  private Measures() {}

  /** Whether the words are for this class. */
  public static boolean know(List<String> words) {
    return !words.isEmpty()
        && (words.getFirst().equals("failover") || words.getFirst().equals("healing"));
  }

  /**
   * Prints figures.
   *
   * @return whether nothing failed that must not
   * @throws IllegalArgumentException for words that are not understood
   */
  public static boolean run(List<String> words) throws IOException, InterruptedException {
    if (words.contains("--help")) {
      System.out.print(MeasureOptions.USAGE);
      return true;
    }
    var options = MeasureOptions.parse(words);
    System.out.println("rig: in " + options.folder());
    return switch (options.what()) {
      case FAILOVER -> Failover.run(options);
      case HEALING -> {
        Healing.run(options);
        yield true;
      }
    };
  }
}
