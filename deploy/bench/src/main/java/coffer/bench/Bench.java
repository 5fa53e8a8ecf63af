package coffer.bench;

import coffer.bench.limit.Ceiling;
import coffer.bench.limit.Floor;
import coffer.bench.limit.Limits;
import coffer.bench.limit.Machine;
import coffer.bench.option.Plan;
import coffer.bench.option.Sides;
import coffer.bench.report.Console;
import coffer.bench.report.CsvFile;
import coffer.bench.report.Reported;
import coffer.bench.report.Shares;
import coffer.bench.turn.ServerProcesses;
import coffer.bench.turn.Side;
import coffer.bench.turn.Turns;
import coffer.bench.wire.Target;
import coffer.bench.wire.Trust;
import coffer.bench.work.Case;
import coffer.bench.work.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** One run: the cases of a plan, one after another. */
final class Bench implements AutoCloseable {
  private static final int IDLE_SECONDS = 3;

  private final Plan plan;
  private final SSLSocketFactory tls;
  private final Console console = new Console(System.out);
  private final Optional<CsvFile> csv;
  private final Ceiling ceiling;
  private final Optional<Limits> limits;

  /**
   * @param like whose requests the limits are measured with
   */
  Bench(Plan plan, Target like) throws IOException {
    this.plan = plan;
    this.tls = plan.certificates().map(Trust::inFile).orElseGet(Trust::usual);
    this.csv =
        plan.csv().isPresent() ? Optional.of(new CsvFile(plan.csv().get())) : Optional.empty();
    this.ceiling = new Ceiling(like);
    this.limits =
        plan.limits() || plan.subject() == Plan.Subject.LIMITS
            ? Optional.of(limits(plan, like))
            : Optional.empty();
  }

  private Limits limits(Plan plan, Target like) throws IOException {
    var machine = Machine.measure(plan.limitsFolder());
    console.machine(machine);
    return new Limits(machine, like);
  }

  /** Measures what the plan says and tells of it. */
  void run(Sides wanted) throws IOException, InterruptedException {
    switch (plan.subject()) {
      case SERVERS -> measureServers(wanted);
      case CLIENT -> measure(List.of(ceiling.side()));
      case LIMITS -> measure(List.of(limits.orElseThrow().http()));
    }
  }

  private void measureServers(Sides wanted) throws IOException, InterruptedException {
    var sides = new ArrayList<Side>();
    sides.add(side(wanted.first(), wanted.firstPids()));
    if (wanted.second().isPresent()) {
      sides.add(side(wanted.second().get(), wanted.secondPids()));
    }
    printIdle(sides);
    measure(sides);
  }

  private Side side(Target target, List<Long> pids) throws IOException {
    var stage = new Stage(target, tls);
    stage.createBucket();
    return new Side(
        stage, pids.isEmpty() ? ServerProcesses.at(target.endpoints()) : ServerProcesses.of(pids));
  }

  private static void printIdle(List<Side> sides) throws InterruptedException {
    var before = sides.stream().map(side -> side.processes().cpuMicros()).toList();
    Thread.sleep(IDLE_SECONDS * 1000L);
    for (int i = 0; i < sides.size(); i++) {
      var side = sides.get(i);
      System.out.println(side.name() + ": " + side.stage().target().told());
      System.out.printf("  %s", side.processes());
      if (side.processes().known()) {
        System.out.printf(
            ", idle %.1f %% of a core",
            (side.processes().cpuMicros() - before.get(i)) / 1e4 / IDLE_SECONDS);
      }
      System.out.println();
    }
  }

  private List<Reported> measure(List<Side> sides) throws IOException, InterruptedException {
    var reported = new ArrayList<Reported>();
    for (var doing : plan.cases()) {
      var shares = shares(doing);
      console.heading(doing.toString());
      var turns = new Turns(sides, plan.load(), plan.turns());
      var measured =
          turns.run(
              doing,
              (done, side, number, turn) -> {
                console.turn(side, number, turn);
                if (csv.isPresent()) {
                  csv.get().turn(side, done, plan.load().perSecond(), number, turn, shares);
                }
              });
      reported.add(new Reported(measured, shares, ""));
      console.summary(reported.getLast());
    }
    return reported;
  }

  private Shares shares(Case doing) throws IOException, InterruptedException {
    double rate = Double.NaN;
    if (plan.subject() != Plan.Subject.CLIENT && plan.ceilingSeconds() > 0) {
      rate = ceiling.rate(doing, plan.load(), plan.ceilingSeconds());
    }
    var floor = new Floor(Double.NaN, Double.NaN);
    if (plan.subject() == Plan.Subject.SERVERS && limits.isPresent()) {
      floor = limits.get().floor(doing, plan.load());
    }
    return new Shares(rate, floor.rate(), floor.cpuMicros());
  }

  @Override
  public void close() throws IOException {
    ceiling.close();
    if (limits.isPresent()) {
      limits.get().close();
    }
  }
}
