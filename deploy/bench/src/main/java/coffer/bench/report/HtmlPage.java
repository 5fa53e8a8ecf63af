package coffer.bench.report;

import static coffer.bench.report.Svg.escaped;

import coffer.bench.limit.Machine;
import coffer.bench.turn.Figure;
import coffer.bench.turn.Measured;
import coffer.bench.turn.Spread;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All of a run as one page that needs nothing else: no script, no font, no network. */
public final class HtmlPage {
  private static final String STYLE =
      """
      body { font: 14px/1.45 system-ui, sans-serif; color: #1d2733; max-width: 1120px;
             margin: 24px auto; padding: 0 16px; }
      h1 { font-size: 22px; } h2 { font-size: 17px; margin: 36px 0 8px; }
      ul { padding-left: 20px; }
      table { border-collapse: collapse; margin: 8px 0 12px; font-variant-numeric: tabular-nums; }
      th, td { padding: 3px 10px; text-align: right; border-bottom: 1px solid #e3e7ec; }
      th:first-child, td:first-child { text-align: left; }
      td small { color: #6b7785; display: block; }
      td.clear { background: #eaf4ea; }
      svg { margin: 4px 8px 4px 0; } svg text { font-size: 12px; fill: #1d2733; }
      svg .title { font-weight: 600; font-size: 13px; } svg .tick { fill: #55606d; font-size: 11px; }
      svg .end { text-anchor: end; } svg .middle { text-anchor: middle; }
      svg .grid { stroke: #e3e7ec; } svg .one { stroke: #55606d; stroke-dasharray: 4 3; }
      svg polyline[class] { fill: none; stroke-width: 1.5; } svg line[class^=side] { stroke-width: 2; }
      .side0 { stroke: #1565c0; fill: #1565c0; } .side1 { stroke: #d2561a; fill: #d2561a; }
      .side2 { stroke: #2e7d32; fill: #2e7d32; } .side3 { stroke: #7b3fa0; fill: #7b3fa0; }
      .side4 { stroke: #00838f; fill: #00838f; } .side5 { stroke: #8d6e00; fill: #8d6e00; }
      """;

  private HtmlPage() {}

  /**
   * @param about lines on what was measured, when and how
   * @param growth plots of a scale run; empty otherwise
   */
  public static String of(
      List<String> about, Optional<Machine> machine, List<Reported> all, List<Chart> growth) {
    var page =
        new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.append("<title>bench</title>\n<style>\n").append(STYLE).append("</style></head><body>\n");
    page.append("<h1>Benchmark</h1>\n<ul>\n");
    about.forEach(line -> page.append("<li>").append(escaped(line)).append("</li>\n"));
    page.append("</ul>\n");
    machine.ifPresent(limits -> page.append(table(limits)));
    growth.forEach(chart -> page.append(chart.svg()));
    int sides = all.isEmpty() ? 0 : all.getFirst().measured().sides().size();
    for (int i = 1; i < sides; i++) {
      page.append("<h2>Ratios, the middle one and all of them</h2>\n");
      for (var figure : List.of(Figure.RATE, Figure.MEDIAN, Figure.P99, Figure.CPU)) {
        page.append(RatioChart.svg(all, i, figure));
      }
    }
    all.forEach(reported -> page.append(section(reported)));
    return page.append("</body></html>\n").toString();
  }

  private static String table(Machine machine) {
    return machine.rows().stream()
        .map(
            row ->
                "<tr><td>%s</td><td>%s %s</td></tr>\n"
                    .formatted(escaped(row.name()), "%.0f".formatted(row.value()), row.unit()))
        .collect(
            Collectors.joining("", "<h2>This machine at its best</h2>\n<table>\n", "</table>\n"));
  }

  private static String section(Reported reported) {
    var measured = reported.measured();
    var html =
        new StringBuilder("<h2>" + escaped(reported.title()) + "</h2>\n<table>\n<tr><th></th>");
    for (var figure : Figure.values()) {
      html.append("<th>").append(escaped(figure.title())).append("</th>");
    }
    html.append("</tr>\n");
    for (var side : measured.sides()) {
      html.append(row(side.name(), figure -> cell(side.spread(figure), figure::text, "")));
    }
    for (int i = 1; i < measured.sides().size(); i++) {
      int index = i;
      html.append(
          row(
              measured.sides().get(i).name() + " / " + measured.first().name(),
              figure -> ratioCell(measured, index, figure)));
    }
    html.append("</table>\n");
    for (var side : measured.sides()) {
      var shares = Console.shares(reported.shares(), side);
      if (!shares.isEmpty()) {
        html.append("<p>%s: %s</p>\n".formatted(escaped(side.name()), escaped(shares)));
      }
    }
    CaseCharts.of(measured).forEach(chart -> html.append(chart.svg()));
    return html.toString();
  }

  private static String ratioCell(Measured measured, int index, Figure figure) {
    var ratio = measured.ratio(index, figure);
    return cell(
        ratio,
        value -> Double.isNaN(value) ? "-" : "%.2f".formatted(value),
        ratio.clear() ? " class=\"clear\" title=\"every pair agrees\"" : "");
  }

  private static String cell(Spread spread, Function<Double, String> text, String attributes) {
    var range =
        spread.low() == spread.high() || Double.isNaN(spread.low())
            ? ""
            : "<small>" + text.apply(spread.low()) + " – " + text.apply(spread.high()) + "</small>";
    return "<td" + attributes + ">" + text.apply(spread.median()) + range + "</td>";
  }

  private static String row(String name, Function<Figure, String> cell) {
    return "<tr><td>"
        + escaped(name)
        + "</td>"
        + Arrays.stream(Figure.values()).map(cell).collect(Collectors.joining())
        + "</tr>\n";
  }
}
