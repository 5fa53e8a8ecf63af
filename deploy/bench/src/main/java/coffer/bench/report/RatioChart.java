package coffer.bench.report;

import coffer.bench.turn.Figure;
import coffer.bench.turn.Spread;
import java.util.ArrayList;
import java.util.List;

/** The ratios of all cases beside each other: the middle one as a dot, all of them as a line. */
final class RatioChart {
  private static final int WIDTH = 760;
  private static final int ROW = 22;
  private static final int LEFT = 250;
  private static final int RIGHT = 70;
  private static final int TOP = 44;

  private RatioChart() {}

  private record Row(String title, Spread ratio) {}

  /**
   * @param index of the side that is compared with the first
   */
  static String svg(List<Reported> all, int index, Figure figure) {
    var rows = new ArrayList<Row>();
    for (var reported : all) {
      var ratio = reported.measured().ratio(index, figure);
      if (ratio.low() > 0 && ratio.high() < Double.POSITIVE_INFINITY) {
        rows.add(new Row(reported.title(), ratio));
      }
    }
    if (rows.isEmpty()) {
      return "";
    }
    double least = rows.stream().mapToDouble(row -> row.ratio.low()).min().orElse(1);
    double most = rows.stream().mapToDouble(row -> row.ratio.high()).max().orElse(1);
    var axis = Axis.powersOfTen("", Math.min(least, 1 / 1.0001), Math.max(most, 1.0001));
    var svg = new Svg(WIDTH, TOP + ROW * rows.size() + 12);
    var names = all.getFirst().measured().sides();
    svg.text(
        8,
        16,
        "title",
        names.get(index).name() + " / " + names.getFirst().name() + ": " + figure.title());
    int bottom = TOP + ROW * rows.size();
    for (var tick : axis.ticks()) {
      double at = at(axis, tick.value());
      svg.line(tick.value() == 1 ? "one" : "grid", at, TOP - 6, at, bottom);
      svg.text(at, TOP - 12, "tick middle", tick.text());
    }
    for (int i = 0; i < rows.size(); i++) {
      var row = rows.get(i);
      double y = TOP + ROW * i + ROW / 2.0;
      svg.text(LEFT - 8, y + 4, "tick end", row.title);
      svg.line("side" + index, at(axis, row.ratio.low()), y, at(axis, row.ratio.high()), y);
      svg.dot("side" + index, at(axis, row.ratio.median()), y);
      svg.text(WIDTH - RIGHT + 12, y + 4, "tick", "%.2f".formatted(row.ratio.median()));
    }
    return svg.toString();
  }

  private static double at(Axis axis, double value) {
    return LEFT + axis.position(value) * (WIDTH - LEFT - RIGHT);
  }
}
