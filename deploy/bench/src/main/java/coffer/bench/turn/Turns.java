package coffer.bench.turn;

import coffer.bench.work.Case;
import coffer.bench.work.Load;
import coffer.bench.work.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs a case on all sides in turns: A B A B, so that what disturbs the machine meets both. */
public final class Turns {
  private final List<Side> sides;
  private final Load load;
  private final int turns;

  /** Hears of every turn as it ends. */
  @FunctionalInterface
  public interface Listener {
    /**
     * @param number counted from 1
     */
    void turned(Case doing, Side side, int number, Turn turn) throws IOException;
  }

  public Turns(List<Side> sides, Load load, int turns) {
    this.sides = List.copyOf(sides);
    this.load = load;
    this.turns = turns;
  }

  /** Warms every side up, then measures. */
  public Measured run(Case doing, Listener listener) throws IOException, InterruptedException {
    var workloads = new ArrayList<Workload>();
    var measured = new ArrayList<List<Turn>>();
    for (var side : sides) {
      var workload = new Workload(side.stage(), doing, load);
      workloads.add(workload);
      measured.add(new ArrayList<>());
      if (load.warmupSeconds() > 0) {
        try (var open = workload.open()) {
          open.warmUp();
        }
      }
    }
    for (int number = 1; number <= turns; number++) {
      for (int i = 0; i < sides.size(); i++) {
        var turn = turn(sides.get(i), workloads.get(i));
        measured.get(i).add(turn);
        listener.turned(doing, sides.get(i), number, turn);
      }
    }
    var all = new ArrayList<Measured.OfSide>();
    for (int i = 0; i < sides.size(); i++) {
      all.add(new Measured.OfSide(sides.get(i).name(), measured.get(i)));
    }
    return new Measured(doing, all);
  }

  private static Turn turn(Side side, Workload workload) throws IOException, InterruptedException {
    try (var open = workload.open()) {
      long cpuBefore = side.processes().cpuMicros();
      var outcome = open.run();
      double operations = Math.max(1, outcome.nanos().getTotalCount());
      boolean known = side.processes().known();
      return new Turn(
          outcome.seconds(),
          outcome.nanos(),
          outcome.bytes(),
          outcome.errors(),
          outcome.error(),
          known ? (side.processes().cpuMicros() - cpuBefore) / operations : Double.NaN,
          known ? side.processes().residentBytes() : Double.NaN);
    }
  }
}
