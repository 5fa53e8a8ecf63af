package coffer.bench;

import coffer.bench.limit.Ceiling;
import coffer.bench.limit.Floor;
import coffer.bench.limit.Limits;
import coffer.bench.limit.Machine;
import coffer.bench.option.Plan;
import coffer.bench.report.Console;
import coffer.bench.report.CsvFile;
import coffer.bench.report.Reported;
import coffer.bench.report.Shares;
import coffer.bench.report.Where;
import coffer.bench.turn.Side;
import coffer.bench.turn.Turns;
import coffer.bench.wire.Target;
import coffer.bench.work.Case;
import coffer.bench.work.Load;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures the cases of a plan, with their limits, and tells of each turn as it ends. */
final class Cases implements AutoCloseable {
  private final Plan plan;
  private final Console console;
  private final Optional<CsvFile> csv;
  private final Ceiling ceiling;
  private final Optional<Machine> machine;
  private final Optional<Limits> limits;
  private final List<Reported> reported = new ArrayList<>();

  /**
   * @param like whose requests the limits are measured with
   */
  Cases(Plan plan, Console console, Target like) throws IOException {
    this.plan = plan;
    this.console = console;
    this.csv =
        plan.csv().isPresent() ? Optional.of(new CsvFile(plan.csv().get())) : Optional.empty();
    boolean limited = plan.limits() || plan.subject() == Plan.Subject.LIMITS;
    this.machine = limited ? Optional.of(Machine.measure(plan.limitsFolder())) : Optional.empty();
    machine.ifPresent(console::machine);
    this.ceiling = new Ceiling(like);
    this.limits =
        machine.isPresent() ? Optional.of(new Limits(machine.get(), like)) : Optional.empty();
  }

  /** The client itself, against a server that does nothing. */
  Side ceiling() {
    return ceiling.side();
  }

  /** Bare HTTP, where limits are measured. */
  Side http() {
    return limits.orElseThrow().http();
  }

  Optional<Machine> machine() {
    return machine;
  }

  /** Every case that was measured until now. */
  List<Reported> reported() {
    return reported;
  }

  /** Measures every case on all sides. */
  void measure(List<Side> sides, Load load, Where where) throws IOException, InterruptedException {
    for (var doing : plan.cases()) {
      var shares = shares(doing);
      console.heading(doing + (where.nodes() == 0 ? "" : ", " + where.told()));
      var measured =
          new Turns(sides, load, plan.turns())
              .run(
                  doing,
                  (done, side, number, turn) -> {
                    console.turn(side, number, turn);
                    if (csv.isPresent()) {
                      csv.get().turn(side, done, where, load.perSecond(), number, turn, shares);
                    }
                  });
      reported.add(new Reported(measured, shares, where));
      console.summary(reported.getLast());
    }
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
