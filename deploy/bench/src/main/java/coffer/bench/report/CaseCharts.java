package coffer.bench.report;

import coffer.bench.report.Axis.Tick;
import coffer.bench.report.Chart.Point;
import coffer.bench.turn.Figure;
import coffer.bench.turn.Measured;
import coffer.bench.turn.Measured.OfSide;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** The plots of one case. */
final class CaseCharts {
  private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99};

  private CaseCharts() {}

  static List<Chart> of(Measured measured) {
    var charts = new ArrayList<Chart>();
    charts.add(latencies(measured));
    if (measured.first().turns().size() > 1) {
      charts.add(turns(measured, Figure.RATE));
      if (!Double.isNaN(measured.first().spread(Figure.CPU).median())) {
        charts.add(turns(measured, Figure.CPU));
      }
    }
    return charts;
  }

  /** Latency over the share of operations that took longer, all turns of a side together. */
  private static Chart latencies(Measured measured) {
    var lines = measured.sides().stream().map(CaseCharts::latencies).toList();
    var all = lines.stream().flatMap(List::stream).map(Point::y).filter(y -> y > 0).toList();
    double least = all.stream().min(Double::compare).orElse(1.0);
    double most = all.stream().max(Double::compare).orElse(1.0);
    var ticks =
        List.of(
            new Tick(2, "50 %"),
            new Tick(10, "90 %"),
            new Tick(100, "99 %"),
            new Tick(1_000, "99.9 %"),
            new Tick(10_000, "99.99 %"));
    var chart =
        new Chart(
            "latency",
            new Axis("percentile", true, 2, 10_000, ticks),
            Axis.powersOfTen("ms", least, most));
    for (int i = 0; i < lines.size(); i++) {
      chart.line(measured.sides().get(i).name(), lines.get(i));
    }
    return chart;
  }

  /** Percentiles of which enough operations took longer to tell. */
  private static List<Point> latencies(OfSide side) {
    var all = new Histogram(3_600_000_000_000L, 3);
    side.turns().forEach(turn -> all.add(turn.nanos()));
    var points = new ArrayList<Point>();
    for (double percentile : PERCENTILES) {
      double oneIn = 100 / (100 - percentile);
      if (all.getTotalCount() >= oneIn) {
        points.add(new Point(oneIn, all.getValueAtPercentile(percentile) / 1e6));
      }
    }
    return points;
  }

  private static Chart turns(Measured measured, Figure figure) {
    int turns = measured.first().turns().size();
    double most =
        measured.sides().stream().mapToDouble(s -> s.spread(figure).high()).max().orElse(1);
    var ticks =
        IntStream.rangeClosed(1, turns)
            .filter(i -> turns <= 20 || i % (turns / 10) == 0)
            .mapToObj(i -> new Tick(i, Integer.toString(i)))
            .toList();
    var chart =
        new Chart(
            figure.title() + ", turn by turn",
            new Axis("turn", false, 0.5, turns + 0.5, ticks),
            Axis.linear(figure.title(), most));
    for (var side : measured.sides()) {
      var points = new ArrayList<Point>();
      for (int i = 0; i < turns; i++) {
        points.add(new Point(i + 1, figure.of(side.turns().get(i))));
      }
      chart.line(side.name(), points);
    }
    return chart;
  }
}
