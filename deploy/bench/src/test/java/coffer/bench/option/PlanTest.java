package coffer.bench.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bench.work.Case;
import coffer.bench.work.Work;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PlanTest {
  private static final Map<String, String> KEYS =
      Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "secret");

  private static Plan plan(String words) {
    return Plan.of(CommandLine.parse(words.split(" ")));
  }

  @Test
  void everyWorkAtEverySizeAndNumberOfConnections() {
    assertEquals(
        List.of(
            new Case(Work.PUT, 4096, 1),
            new Case(Work.PUT, 4096, 16),
            new Case(Work.PUT, 1 << 20, 1),
            new Case(Work.PUT, 1 << 20, 16),
            new Case(Work.HEAD, 4096, 1),
            new Case(Work.HEAD, 4096, 16)),
        plan("--work put,head --size 4KiB,1MiB --connections 1,16").cases());
    assertEquals(
        List.of(new Case(Work.RANGE, 16 << 20, 1), new Case(Work.MULTIPART, 1 << 30, 1)),
        plan("--work range,multipart").cases());
  }

  @Test
  void twoSidesAreMeasuredInMoreTurns() {
    assertEquals(1, plan("--work put").turns());
    assertEquals(5, plan("--work put --vs http://127.0.0.1:1").turns());
    assertEquals(1_500.5, plan("--work put --rate 1500.5").load().perSecond());
    assertEquals(Plan.Subject.CLIENT, plan("--work ceiling").subject());
    var limits = Plan.ofLimits(CommandLine.parse("--connections", "16"));
    assertEquals(Plan.Subject.LIMITS, limits.subject());
    assertEquals(new Case(Work.PUT, 4096, 16), limits.cases().getFirst());
  }

  @Test
  void whatIsNotUnderstoodIsRefused() {
    for (var words :
        List.of(
            "--seconds 5",
            "--work put --work get",
            "--work put --seconds",
            "--work put --seconds 0",
            "--work put --turns 99999",
            "--work put --connections 1,x",
            "--work put --size 4KB",
            "--work put --rate -1",
            "--work put --fast yes",
            "put")) {
      assertThrows(IllegalArgumentException.class, () -> plan(words), words);
    }
  }

  @Test
  void theSecondSideIsAsTheFirstWhereNothingIsSaid() {
    var line =
        CommandLine.parse(
            "--endpoint http://a:1 --bucket plain --sse s3 --pids 1,2 --vs http://b:2,http://c:3"
                .split(" "));
    var sides = Sides.of(line, KEYS);
    var second = sides.second().orElseThrow();
    assertEquals("A", sides.first().name());
    assertEquals("B", second.name());
    assertEquals(2, second.endpoints().size());
    assertEquals("plain", second.bucket());
    assertEquals("s3", second.encryption().word());
    assertEquals("id", second.credentials().accessKeyId());
    assertEquals(List.of(1L, 2L), sides.firstPids());
    assertEquals(List.of(), sides.secondPids());
    assertEquals("plain", sides.first().bucket());
  }

  @Test
  void credentialsComeFromTheEnvironment() {
    var line = CommandLine.parse("--vs", "http://b:2");
    assertThrows(IllegalArgumentException.class, () -> Sides.of(line, Map.of()));
    var both =
        Map.of(
            "AWS_ACCESS_KEY_ID",
            "id",
            "AWS_SECRET_ACCESS_KEY",
            "s",
            "BENCH_VS_ACCESS_KEY_ID",
            "other",
            "BENCH_VS_SECRET_ACCESS_KEY",
            "t");
    assertEquals("other", Sides.of(line, both).second().orElseThrow().credentials().accessKeyId());
  }

  @Test
  void scaleIsOfNodesThatMakeEqualZones() {
    var usual = ScaleOptions.of(CommandLine.parse("--scale")).orElseThrow();
    assertEquals(List.of(1, 3, 6, 9), usual.started());
    assertEquals(List.of(1_000, 10_000, 100_000, 1_000_000), usual.objects());
    var given =
        ScaleOptions.of(
                CommandLine.parse(
                    "--scale",
                    "--objects",
                    "10,1",
                    "--clusters",
                    "http://a:1;http://b:2,http://c:3"))
            .orElseThrow();
    assertEquals(List.of(), given.started());
    assertEquals(List.of(1, 10), given.objects());
    assertEquals(2, given.given().getLast().size());
    assertTrue(ScaleOptions.of(CommandLine.parse("--seconds", "1")).isEmpty());
    for (var words : List.of("--objects 1", "--scale --nodes 4", "--scale --vs http://a:1")) {
      var line = CommandLine.parse(words.split(" "));
      assertThrows(IllegalArgumentException.class, () -> ScaleOptions.of(line), words);
    }
  }

  @Test
  void everyOptionIsInTheHelp() {
    for (var name : CommandLine.names()) {
      assertTrue(
          Usage.TEXT.contains("--" + name + " ") || Usage.TEXT.contains("--" + name + "\n"), name);
    }
  }
}
