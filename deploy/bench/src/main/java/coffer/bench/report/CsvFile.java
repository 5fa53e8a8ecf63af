package coffer.bench.report;

import coffer.bench.turn.Figure;
import coffer.bench.turn.Side;
import coffer.bench.turn.Turn;
import coffer.bench.wire.Endpoint;
import coffer.bench.wire.Target;
import coffer.bench.work.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A line for every turn (RFC 4180), written as it ends, added to what the file holds already. */
public final class CsvFile {
  private final Path file;

  /** Appends to the file, which gets its first line when it is new. */
  public CsvFile(Path file) throws IOException {
    this.file = file;
    if (Files.notExists(file) || Files.size(file) == 0) {
      append(header());
    }
  }

  static String header() {
    var columns =
        new ArrayList<>(
            List.of(
                "time",
                "side",
                "endpoints",
                "sse",
                "nodes",
                "objects",
                "work",
                "bytes",
                "connections",
                "asked_ops_per_s",
                "turn",
                "seconds",
                "operations",
                "errors"));
    Arrays.stream(Figure.values()).map(Figure::column).forEach(columns::add);
    columns.addAll(List.of("ceiling_ops_per_s", "limit_ops_per_s", "limit_cpu_us_per_op"));
    return String.join(",", columns);
  }

  /**
   * Adds a line.
   *
   * @param where of a scale run
   * @param asked operations/s; 0 for as many as are answered
   * @param number of the turn, counted from 1
   */
  public void turn(
      Side side, Case doing, Where where, double asked, int number, Turn turn, Shares shares)
      throws IOException {
    append(line(Instant.now(), side.stage().target(), doing, where, asked, number, turn, shares));
  }

  static String line(
      Instant time,
      Target target,
      Case doing,
      Where where,
      double asked,
      int number,
      Turn turn,
      Shares shares) {
    var cells =
        new ArrayList<Object>(
            List.of(
                time,
                target.name(),
                target.endpoints().stream()
                    .map(Endpoint::toString)
                    .collect(Collectors.joining(" ")),
                target.encryption().word(),
                where.nodes() == 0 ? "" : where.nodes(),
                where.objects() == 0 ? "" : where.objects(),
                doing.work().word(),
                doing.bytes(),
                doing.connections(),
                asked == 0 ? "" : decimal(asked),
                number,
                decimal(turn.seconds()),
                turn.operations(),
                turn.errors()));
    for (var figure : Figure.values()) {
      cells.add(decimal(figure.of(turn)));
    }
    cells.add(decimal(shares.ceilingRate()));
    cells.add(decimal(shares.limitRate()));
    cells.add(decimal(shares.limitCpuMicros()));
    return cells.stream().map(cell -> quoted(cell.toString())).collect(Collectors.joining(","));
  }

  private static String decimal(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String quoted(String cell) {
    return cell.matches("[^,\"\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  private void append(String line) throws IOException {
    Files.writeString(file, line + "\r\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
