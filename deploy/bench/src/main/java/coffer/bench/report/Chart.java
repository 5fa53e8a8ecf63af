package coffer.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines in a plane, as SVG. */
public final class Chart {
  private static final int WIDTH = 520;
  private static final int HEIGHT = 300;
  private static final int LEFT = 64;
  private static final int RIGHT = 28;
  private static final int TOP = 44;
  private static final int BOTTOM = 44;

  private final String title;
  private final Axis x;
  private final Axis y;
  private final List<Line> lines = new ArrayList<>();

  /** A value over another. */
  public record Point(double x, double y) {}

  private record Line(String name, List<Point> points) {}

  Chart(String title, Axis x, Axis y) {
    this.title = title;
    this.x = x;
    this.y = y;
  }

  /** Adds a line; points without a value are left out. */
  Chart line(String name, List<Point> points) {
    var known = points.stream().filter(point -> !Double.isNaN(point.y())).toList();
    if (!known.isEmpty()) {
      lines.add(new Line(name, known));
    }
    return this;
  }

  private double left(double value) {
    return LEFT + x.position(value) * (WIDTH - LEFT - RIGHT);
  }

  private double top(double value) {
    return HEIGHT - BOTTOM - y.position(value) * (HEIGHT - TOP - BOTTOM);
  }

  String svg() {
    var svg = new Svg(WIDTH, HEIGHT);
    svg.text(LEFT, 16, "title", title);
    for (var tick : y.ticks()) {
      svg.line("grid", LEFT, top(tick.value()), WIDTH - RIGHT, top(tick.value()));
      svg.text(LEFT - 6, top(tick.value()) + 4, "tick end", tick.text());
    }
    for (var tick : x.ticks()) {
      svg.line("grid", left(tick.value()), TOP, left(tick.value()), HEIGHT - BOTTOM);
      svg.text(left(tick.value()), HEIGHT - BOTTOM + 16, "tick middle", tick.text());
    }
    svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "tick middle", x.title());
    svg.text(4, 34, "tick", y.title());
    double legend = WIDTH - RIGHT;
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      svg.line("side" + i, legend - 18, 30, legend, 30);
      svg.text(legend - 22, 34, "tick end", line.name());
      legend -= 40 + 7 * line.name().length();
      var path = new StringBuilder();
      for (var point : line.points()) {
        svg.dot("side" + i, left(point.x()), top(point.y()));
        path.append(String.format(Locale.ROOT, "%.1f,%.1f ", left(point.x()), top(point.y())));
      }
      svg.polyline("side" + i, path.toString().strip());
    }
    return svg.toString();
  }
}
