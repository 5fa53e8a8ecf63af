package coffer.bench.report;

import coffer.bench.limit.Machine;
import coffer.bench.turn.Figure;
import coffer.bench.turn.Measured;
import coffer.bench.turn.Side;
import coffer.bench.turn.Spread;
import coffer.bench.turn.Turn;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tables as text, for whom it concerns now. */
public final class Console {
  private static final int NAME_CHARS_MAX = 16;

  private final PrintStream out;

  public Console(PrintStream out) {
    this.out = out;
  }

  /** What the machine can do. */
  public void machine(Machine machine) {
    out.println();
    out.println("this machine at its best");
    for (var row : machine.rows()) {
      out.printf("  %-40s %10.0f %s%n", row.name(), row.value(), row.unit());
    }
  }

  /** The names of what {@link #turn} prints. */
  public void heading(String title) {
    out.println();
    out.println(title);
    var columns = new StringBuilder("%-20s".formatted("turn"));
    for (var figure : Figure.values()) {
      columns.append(" %12s".formatted(figure.title()));
    }
    out.println(columns);
  }

  /** One line as a turn ends. */
  public void turn(Side side, int number, Turn turn) {
    var line = new StringBuilder("%2d %-17s".formatted(number, name(side.name())));
    for (var figure : Figure.values()) {
      line.append(" %12s".formatted(figure.text(figure.of(turn))));
    }
    if (turn.errors() > 0) {
      line.append("  ").append(turn.errors()).append(" failed: ").append(turn.error().orElse(""));
    }
    out.println(line);
  }

  /** The middle turn of each side, and what it is of the limits. */
  public void summary(Reported reported) {
    var measured = reported.measured();
    for (var side : measured.sides()) {
      if (side.turns().size() > 1) {
        out.println(row(name(side.name()), figure -> figure.text(side.spread(figure).median())));
        out.println(row("  from", figure -> figure.text(side.spread(figure).low())));
        out.println(row("  to", figure -> figure.text(side.spread(figure).high())));
      }
    }
    for (int i = 1; i < measured.sides().size(); i++) {
      ratios(measured, i);
    }
    for (var side : measured.sides()) {
      var shares = shares(reported.shares(), side);
      if (!shares.isEmpty()) {
        out.println(name(side.name()) + ": " + shares);
      }
    }
  }

  private void ratios(Measured measured, int index) {
    var title = measured.sides().get(index).name() + " / " + measured.first().name();
    out.println(row(name(title), figure -> ratio(measured.ratio(index, figure).median())));
    out.println(row("  from", figure -> ratio(measured.ratio(index, figure).low())));
    out.println(row("  to", figure -> ratio(measured.ratio(index, figure).high())));
    out.println(row("  every pair agrees", figure -> agreement(measured.ratio(index, figure))));
  }

  private static String agreement(Spread ratio) {
    return Double.isNaN(ratio.median()) ? "-" : ratio.clear() ? "yes" : "no";
  }

  private static String ratio(double value) {
    return Double.isNaN(value) ? "-" : "%.2f".formatted(value);
  }

  private static String row(String name, Function<Figure, String> text) {
    return "%-20s".formatted(name)
        + Arrays.stream(Figure.values())
            .map(figure -> " %12s".formatted(text.apply(figure)))
            .collect(Collectors.joining());
  }

  /** What a side reached of what could be reached; empty where nothing is known. */
  static String shares(Shares shares, Measured.OfSide side) {
    double rate = side.spread(Figure.RATE).median();
    double cpu = side.spread(Figure.CPU).median();
    var told = new ArrayList<String>();
    if (!Double.isNaN(shares.ceilingRate())) {
      told.add(
          "%.1f %% of this client's ceiling of %.0f/s"
              .formatted(100 * rate / shares.ceilingRate(), shares.ceilingRate()));
    }
    if (!Double.isNaN(shares.limitRate())) {
      told.add(
          "%.1f %% of this machine's limit of %.0f/s"
              .formatted(100 * rate / shares.limitRate(), shares.limitRate()));
    }
    if (!Double.isNaN(shares.limitCpuMicros() / cpu)) {
      told.add(
          "%.1f times the least CPU, %.1f µs"
              .formatted(cpu / shares.limitCpuMicros(), shares.limitCpuMicros()));
    }
    return String.join(", ", told);
  }

  private static String name(String name) {
    return name.length() <= NAME_CHARS_MAX ? name : name.substring(0, NAME_CHARS_MAX);
  }
}
