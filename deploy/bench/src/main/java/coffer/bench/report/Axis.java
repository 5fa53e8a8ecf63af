package coffer.bench.report;

import coffer.bench.turn.Figure;
import java.util.ArrayList;
import java.util.List;

/**
 * One axis of a chart.
 *
 * @param low where it begins; above 0 on a logarithmic one
 * @param high where it ends; above {@code low}
 */
record Axis(String title, boolean logarithmic, double low, double high, List<Tick> ticks) {
  private static final int TICKS = 5;

  /** A mark with its text. */
  record Tick(double value, String text) {}

  /** From 0 to the largest value, with round marks. */
  static Axis linear(String title, double largest) {
    double step = round(Math.max(largest, 1e-9) / TICKS);
    var ticks = new ArrayList<Tick>();
    for (int i = 0; i * step < largest + step; i++) {
      var text = Figure.number(i * step);
      ticks.add(new Tick(i * step, text.contains(".") ? text.replaceAll("\\.?0+$", "") : text));
    }
    return new Axis(title, false, 0, ticks.getLast().value(), ticks);
  }

  /** Up to 1, 2 or 5 times a power of ten. */
  private static double round(double step) {
    double power = Math.pow(10, Math.floor(Math.log10(step)));
    double leading = step / power;
    return power * (leading <= 1 ? 1 : leading <= 2 ? 2 : leading <= 5 ? 5 : 10);
  }

  /** Over whole powers of ten around the values, which are above 0. */
  static Axis powersOfTen(String title, double smallest, double largest) {
    int first = (int) Math.floor(Math.log10(smallest));
    int last = Math.max(first + 1, (int) Math.ceil(Math.log10(largest)));
    var ticks = new ArrayList<Tick>();
    for (int power = first; power <= last; power++) {
      double value = Math.pow(10, power);
      ticks.add(new Tick(value, power >= 0 ? "%.0f".formatted(value) : Double.toString(value)));
    }
    return new Axis(title, true, Math.pow(10, first), Math.pow(10, last), ticks);
  }

  /** Where a value lies: 0 at the beginning, 1 at the end. */
  double position(double value) {
    return logarithmic
        ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
        : (value - low) / (high - low);
  }
}
