package coffer.bench.turn;

import java.util.ArrayList;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What is told of a turn. */
public enum Figure {
  RATE("operations/s", "ops_per_s", turn -> turn.operations() / turn.seconds()),
  MEGABYTES("MB/s", "mb_per_s", turn -> turn.bytes() / turn.seconds() / 1e6),
  MEDIAN("median ms", "median_ms", turn -> millis(turn, 50)),
  P99("p99 ms", "p99_ms", turn -> millis(turn, 99)),
  P999("p99.9 ms", "p999_ms", turn -> millis(turn, 99.9)),
  MAX("max ms", "max_ms", turn -> turn.nanos().getMaxValue() / 1e6),
  CPU("CPU µs/op", "cpu_us_per_op", Turn::cpuMicros),
  RESIDENT("RSS MB", "rss_mb", turn -> turn.residentBytes() / 1e6);

  private final String title;
  private final String column;
  private final ToDoubleFunction<Turn> of;

  Figure(String title, String column, ToDoubleFunction<Turn> of) {
    this.title = title;
    this.column = column;
    this.of = of;
  }

  private static double millis(Turn turn, double percentile) {
    return turn.nanos().getValueAtPercentile(percentile) / 1e6;
  }

  /** NaN where it is not known. */
  public double of(Turn turn) {
    return of.applyAsDouble(turn);
  }

  /** For people, with its unit. */
  public String title() {
    return title;
  }

  /** Name of its column in a CSV file, with its unit. */
  public String column() {
    return column;
  }

  /** Three or four digits, as it is printed; {@code -} where it is not known. */
  public String text(double value) {
    return Double.isNaN(value) ? "-" : number(value);
  }

  /** Three or four digits. */
  public static String number(double value) {
    int digits = value >= 1000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** Of several turns, the middle one and the outermost. */
  public Spread over(Iterable<Turn> turns) {
    var values = new ArrayList<Double>();
    turns.forEach(turn -> values.add(of(turn)));
    return Spread.of(values);
  }
}
