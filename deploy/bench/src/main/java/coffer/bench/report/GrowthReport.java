package coffer.bench.report;

import coffer.bench.report.Chart.Point;
import coffer.bench.scale.Growth;
import coffer.bench.turn.Figure;
import coffer.bench.work.Case;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** How the cost of an operation grows with nodes and with objects. */
public final class GrowthReport {
  private static final List<Figure> COSTS = List.of(Figure.CPU, Figure.MEDIAN, Figure.P99);

  private final List<Reported> all;

  /**
   * @param all measurements of a scale run
   */
  public GrowthReport(List<Reported> all) {
    this.all = List.copyOf(all);
  }

  private List<Case> cases() {
    return all.stream().map(reported -> reported.measured().doing()).distinct().toList();
  }

  private List<Integer> numbers(ToIntFunction<Where> of) {
    return all.stream()
        .map(reported -> of.applyAsInt(reported.where()))
        .distinct()
        .sorted()
        .toList();
  }

  /** NaN where it was not measured. */
  private double cost(Case doing, Figure figure, int nodes, int objects) {
    return all.stream()
        .filter(reported -> reported.measured().doing().equals(doing))
        .filter(reported -> reported.where().equals(new Where(nodes, objects)))
        .mapToDouble(reported -> reported.measured().first().spread(figure).median())
        .findFirst()
        .orElse(Double.NaN);
  }

  /**
   * A table for each case and cost: nodes downwards, objects to the right, exponents at the ends.
   */
  public void print(PrintStream out) {
    var nodes = numbers(Where::nodes);
    var objects = numbers(Where::objects);
    for (var doing : cases()) {
      for (var figure : COSTS) {
        out.println();
        out.printf("%s: %s; cost grows as n^e%n", doing, figure.title());
        out.printf("%10s", "objects");
        objects.forEach(n -> out.printf(" %12d", n));
        out.printf(" %8s%n", "e");
        for (int some : nodes) {
          var row = new ArrayList<Growth.At>();
          objects.forEach(n -> row.add(new Growth.At(n, cost(doing, figure, some, n))));
          out.printf("%4d nodes", some);
          row.forEach(at -> out.printf(" %12s", figure.text(at.cost())));
          out.printf(" %8s%n", exponent(row));
        }
        out.printf("%10s", "e");
        for (int n : objects) {
          var column = new ArrayList<Growth.At>();
          nodes.forEach(some -> column.add(new Growth.At(some, cost(doing, figure, some, n))));
          out.printf(" %12s", exponent(column));
        }
        out.println();
      }
    }
  }

  private static String exponent(List<Growth.At> points) {
    double exponent = Growth.of(points).exponent();
    return Double.isNaN(exponent) ? "-" : "%.2f".formatted(exponent);
  }

  /** The same as plots, where there is more than one point. */
  public List<Chart> charts() {
    var charts = new ArrayList<Chart>();
    var nodes = numbers(Where::nodes);
    var objects = numbers(Where::objects);
    for (var doing : cases()) {
      for (var figure : COSTS) {
        if (objects.size() > 1) {
          charts.add(chart(doing, figure, "objects", objects, nodes, "nodes", false));
        }
        if (nodes.size() > 1) {
          charts.add(chart(doing, figure, "nodes", nodes, objects, "objects", true));
        }
      }
    }
    return charts;
  }

  private Chart chart(
      Case doing,
      Figure figure,
      String along,
      List<Integer> numbers,
      List<Integer> others,
      String otherName,
      boolean alongNodes) {
    var lines = new ArrayList<List<Point>>();
    double most = 0;
    for (int other : others) {
      var line = new ArrayList<Point>();
      for (int n : numbers) {
        double cost = alongNodes ? cost(doing, figure, n, other) : cost(doing, figure, other, n);
        line.add(new Point(n, cost));
        most = Double.isNaN(cost) ? most : Math.max(most, cost);
      }
      lines.add(line);
    }
    var x =
        alongNodes
            ? Axis.linear(along, numbers.getLast())
            : Axis.powersOfTen(along, numbers.getFirst(), numbers.getLast());
    var chart = new Chart(doing + ": " + figure.title(), x, Axis.linear(figure.title(), most));
    for (int i = 0; i < lines.size(); i++) {
      chart.line(others.get(i) + " " + otherName, lines.get(i));
    }
    return chart;
  }
}
