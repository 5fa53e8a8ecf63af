package coffer.bench;

import coffer.bench.option.Plan;
import coffer.bench.option.Sides;
import coffer.bench.report.Chart;
import coffer.bench.report.Console;
import coffer.bench.report.GrowthReport;
import coffer.bench.report.HtmlPage;
import coffer.bench.report.Where;
import coffer.bench.scale.LocalCluster;
import coffer.bench.scale.ScalePlan;
import coffer.bench.turn.ServerProcesses;
import coffer.bench.turn.Side;
import coffer.bench.wire.Endpoint;
import coffer.bench.wire.Target;
import coffer.bench.wire.Trust;
import coffer.bench.work.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/** One run: what is measured, and everything that is told of it. */
final class Bench implements AutoCloseable {
  private static final int IDLE_SECONDS = 3;

  private final Plan plan;
  private final SSLSocketFactory tls;
  private final List<String> about = new ArrayList<>();
  private final Cases cases;

  /**
   * @param words of the command line, for the record
   * @param like whose requests the limits are measured with
   */
  Bench(Plan plan, String words, Target like) throws IOException {
    this.plan = plan;
    this.tls = plan.certificates().map(Trust::inFile).orElseGet(Trust::usual);
    about.add("bench " + words);
    tell(
        "%s, %s %s, %d cores, Java %s"
            .formatted(
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version()));
    this.cases = new Cases(plan, new Console(System.out), like);
  }

  private void tell(String line) {
    about.add(line);
    System.out.println(line);
  }

  /** Measures what the plan says and tells of it. */
  void run(Sides wanted) throws IOException, InterruptedException {
    var sides =
        switch (plan.subject()) {
          case SERVERS -> servers(wanted);
          case CLIENT -> List.of(cases.ceiling());
          case LIMITS -> List.of(cases.http());
        };
    try {
      cases.measure(sides, plan.load(), Where.ANYWHERE);
    } finally {
      write(List.of()); // what there is, when a case failed
    }
  }

  /** Measures the same work on store after store, with more and more objects. */
  void run(ScalePlan scale, Target like) throws IOException, InterruptedException {
    try {
      for (var endpoints : scale.given()) {
        measure(scale, like, endpoints);
      }
      for (int nodes : scale.started()) {
        try (var cluster = new LocalCluster(scale, nodes, like.credentials())) {
          measure(scale, like, cluster.endpoints());
        }
      }
    } finally {
      var growth = new GrowthReport(cases.reported());
      growth.print(System.out);
      write(growth.charts());
    }
  }

  private void measure(ScalePlan scale, Target like, List<Endpoint> endpoints)
      throws IOException, InterruptedException {
    int nodes = endpoints.size();
    var store = side(like.at(nodes == 1 ? "1 node" : nodes + " nodes", endpoints), List.of());
    tellIdle(List.of(store));
    for (int objects : scale.objects()) {
      var load = plan.load().withObjects(objects);
      cases.measure(List.of(store), load, new Where(nodes, objects));
    }
  }

  private List<Side> servers(Sides wanted) throws IOException, InterruptedException {
    var sides = new ArrayList<Side>();
    sides.add(side(wanted.first(), wanted.firstPids()));
    if (wanted.second().isPresent()) {
      sides.add(side(wanted.second().get(), wanted.secondPids()));
    }
    tellIdle(sides);
    return sides;
  }

  private Side side(Target target, List<Long> pids) throws IOException {
    var stage = new Stage(target, tls);
    stage.createBuckets();
    return new Side(
        stage, pids.isEmpty() ? ServerProcesses.at(target.endpoints()) : ServerProcesses.of(pids));
  }

  private void tellIdle(List<Side> sides) throws InterruptedException {
    var before = sides.stream().map(side -> side.processes().cpuMicros()).toList();
    Thread.sleep(IDLE_SECONDS * 1000L);
    for (int i = 0; i < sides.size(); i++) {
      var side = sides.get(i);
      double share = (side.processes().cpuMicros() - before.get(i)) / 1e4 / IDLE_SECONDS;
      tell(
          "%s: %s, %s%s"
              .formatted(
                  side.name(),
                  side.stage().target().told(),
                  side.processes(),
                  side.processes().known() ? ", idle %.1f %% of a core".formatted(share) : ""));
    }
  }

  private void write(List<Chart> growth) throws IOException {
    if (plan.html().isPresent()) {
      var page = HtmlPage.of(about, cases.machine(), cases.reported(), growth);
      Files.writeString(plan.html().get(), page);
    }
  }

  @Override
  public void close() throws IOException {
    cases.close();
  }
}
