package coffer.rig.measure;

import java.time.Duration;
import java.util.List;

/** Of several measurements of one thing. */
record Figures(Duration median, Duration worst) {
  /**
   * @throws IllegalArgumentException for none
   */
  static Figures of(List<Duration> measured) {
    if (measured.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    var sorted = measured.stream().sorted().toList();
    int half = sorted.size() / 2;
    var median =
        sorted.size() % 2 == 1
            ? sorted.get(half)
            : sorted.get(half - 1).plus(sorted.get(half)).dividedBy(2);
    return new Figures(median, sorted.getLast());
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  @Override
  public String toString() {
    return "median %.2f s, worst %.2f s".formatted(seconds(median), seconds(worst));
  }
}
