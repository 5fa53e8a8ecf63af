package coffer.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bench.turn.Measured;
import coffer.bench.turn.Measured.OfSide;
import coffer.bench.turn.Turn;
import coffer.bench.wire.Credentials;
import coffer.bench.wire.Encryption;
import coffer.bench.wire.Endpoint;
import coffer.bench.wire.Target;
import coffer.bench.work.Case;
import coffer.bench.work.Work;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

final class ReportTest {
  private static final Case DOING = new Case(Work.GET, 4096, 16);
  private static final Shares SHARES = new Shares(4_000, 2_000, 50);
  private static final Shares UNKNOWN = new Shares(Double.NaN, Double.NaN, Double.NaN);

  /** Half of the operations take 1 ms, the others 3. */
  static Turn turn(int operations, double cpuMicros) {
    var nanos = new Histogram(60_000_000_000L, 3);
    for (int i = 0; i < operations; i++) {
      nanos.recordValue(i % 2 == 0 ? 1_000_000 : 3_000_000);
    }
    return new Turn(
        2, nanos, operations * 4096L, 0, Optional.empty(), cpuMicros, cpuMicros * 1_000_000);
  }

  static Reported reported() {
    return new Reported(
        new Measured(
            DOING,
            List.of(
                new OfSide("A", List.of(turn(1_000, 100), turn(2_000, 100))),
                new OfSide("B<>&", List.of(turn(500, 300), turn(1_200, 200))))),
        SHARES,
        Where.ANYWHERE);
  }

  @Test
  void csvHasALineForEachTurn() {
    var target =
        new Target(
            "A, \"old\"",
            List.of(new Endpoint(false, "a", 1), new Endpoint(false, "b", 2)),
            "bucket",
            "r",
            Credentials.of("id", "secret", ""),
            Encryption.parse("s3"),
            true);
    var time = Instant.parse("2026-01-01T00:00:00Z");
    var line =
        CsvFile.line(time, target, DOING, Where.ANYWHERE, 0, 3, turn(1_000, Double.NaN), UNKNOWN);
    assertEquals(
        "2026-01-01T00:00:00Z,\"A, \"\"old\"\"\",http://a:1 http://b:2,s3,,,get,4096,16,,3,2.000,"
            + "1000,0,500.000,2.048,1.000,3.000,3.000,3.000,,,,,",
        line.replaceAll("(1|3)\\.00\\d", "$1.000"));
    assertEquals(CsvFile.header().split(",").length, line.split(",", -1).length - 1);
  }

  @Test
  void consolePrintsRatiosWithTheirSpread() throws IOException {
    var out = new ByteArrayOutputStream();
    try (var stream = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      new Console(stream).summary(reported());
    }
    var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals("A 750.0", firstTwo(lines.get(0)));
    assertEquals("from 500.0", firstTwo(lines.get(1)));
    assertEquals("to 1000", firstTwo(lines.get(2)));
    assertTrue(lines.get(6).startsWith("B<>& / A                     0.55"), lines.get(6));
    assertEquals("from 0.50", firstTwo(lines.get(7)));
    assertEquals("to 0.60", firstTwo(lines.get(8)));
    assertTrue(lines.get(9).matches(" *every pair agrees +yes +yes +no .*"), lines.get(9));
    assertEquals(
        "A: 18.8 % of this client's ceiling of 4000/s, 37.5 % of this machine's limit of 2000/s,"
            + " 2.0 times the least CPU, 50.0 µs",
        lines.get(10));
  }

  @Test
  void pageStandsAlone() throws Exception {
    var one = new Reported(reported().measured(), UNKNOWN, new Where(3, 1_000));
    var page =
        HtmlPage.of(
            List.of("bench --name <x>"), Optional.empty(), List.of(reported(), one), List.of());
    assertTrue(page.contains("<li>bench --name &lt;x&gt;</li>"), page);
    assertTrue(page.contains("B&lt;&gt;&amp; / A"), page);
    assertTrue(page.contains("<td class=\"clear\" title=\"every pair agrees\">0.55"), page);
    assertTrue(page.contains("get 4KiB, 16 connections, 3 nodes, 1000 objects</h2>"), page);
    assertTrue(page.contains("37.5 % of this machine's limit"), page);
    assertFalse(page.contains("<script") || page.contains("src=") || page.contains("url("), page);
    assertFalse(page.contains("NaN"), page);
    var body =
        page.substring(page.indexOf("<body>"), page.indexOf("</html>"))
            .replaceAll("<li>|</li>", "");
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(body)));
  }

  @Test
  void axesHaveRoundMarks() {
    var linear = Axis.linear("", 43);
    assertEquals(
        List.of("0", "10", "20", "30", "40", "50"),
        linear.ticks().stream().map(Axis.Tick::text).toList());
    assertEquals(0.5, linear.position(25), 1e-9);
    var powers = Axis.powersOfTen("", 0.2, 30);
    assertEquals(
        List.of("0.1", "1", "10", "100"), powers.ticks().stream().map(Axis.Tick::text).toList());
    assertEquals(1.0 / 3, powers.position(1), 1e-9);
  }

  @Test
  void growthIsToldByNodesAndByObjects() throws IOException {
    var all = new ArrayList<Reported>();
    for (int nodes : List.of(1, 3)) {
      for (int objects : List.of(1_000, 100_000)) {
        double cpu = 100.0 * nodes * (objects == 1_000 ? 1 : 10);
        var turns = List.of(turn(1_000, cpu));
        var measured = new Measured(DOING, List.of(new OfSide("x", turns)));
        all.add(new Reported(measured, UNKNOWN, new Where(nodes, objects)));
      }
    }
    var out = new ByteArrayOutputStream();
    var growth = new GrowthReport(all);
    try (var stream = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      growth.print(stream);
    }
    var lines = out.toString(StandardCharsets.UTF_8).lines().map(String::strip).toList();
    assertEquals("get 4KiB, 16 connections: CPU µs/op; cost grows as n^e", lines.get(1));
    assertTrue(lines.get(3).matches("1 nodes +100.0 +1000 +0.50"), lines.get(3));
    assertTrue(lines.get(4).matches("3 nodes +300.0 +3000 +0.50"), lines.get(4));
    assertTrue(lines.get(5).matches("e +1.00 +1.00"), lines.get(5));
    assertEquals(6, growth.charts().size());
    assertFalse(growth.charts().getFirst().svg().contains("NaN"));
  }

  private static String firstTwo(String line) {
    var words = line.strip().split(" +");
    return words[0] + " " + words[1];
  }
}
