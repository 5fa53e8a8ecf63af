package coffer.bench.turn;

import java.util.ArrayList;
import java.util.List;

/**
 * The middle one of some values, and the outermost. Not a mean: one disturbed turn would move it.
 *
 * @param median NaN where a value is not known
 */
public record Spread(double median, double low, double high) {

  /** Of at least one value. */
  public static Spread of(List<Double> values) {
    if (values.stream().anyMatch(value -> value.isNaN())) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN);
    }
    var sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    return new Spread(median, sorted.getFirst(), sorted.getLast());
  }

  /**
   * What the second side had of the first, turn by turn: turns beside each other had the same
   * machine, so that their ratio moves less than either.
   */
  public static Spread ofRatios(List<Double> first, List<Double> second) {
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < first.size(); i++) {
      ratios.add(second.get(i) / first.get(i));
    }
    return of(ratios);
  }

  /** Whether every value lies on the same side of 1: the least that a difference has to show. */
  public boolean clear() {
    return low > 1 || high < 1;
  }
}
