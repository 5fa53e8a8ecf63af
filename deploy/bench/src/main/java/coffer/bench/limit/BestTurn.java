package coffer.bench.limit;

import coffer.bench.turn.Figure;
import coffer.bench.turn.Side;
import coffer.bench.turn.Turn;
import coffer.bench.turn.Turns;
import coffer.bench.work.Case;
import coffer.bench.work.Load;
import java.io.IOException;
import java.util.List;

/**
 * What a side can do when nothing hinders it: turns are added until they get no better, which they
 * do while a JVM compiles and whenever something else uses the machine.
 *
 * @param rate operations/s, of the best turn
 * @param cpuMicros for an operation, of the turn that took least; NaN where not known
 * @param bytes of content for an operation
 */
record BestTurn(double rate, double cpuMicros, double bytes) {
  private static final int TURNS_MAX = 8;
  private static final int WITHOUT_GAIN = 2;
  private static final double GAIN = 1.05;

  /**
   * @param seconds of a turn
   */
  static BestTurn of(Side side, Case doing, Load load, int seconds)
      throws IOException, InterruptedException {
    var turns = new Turns(List.of(side), load.unpaced(seconds), 1);
    var best = new BestTurn(0, Double.NaN, 0);
    int withoutGain = 0;
    for (int i = 0; i < TURNS_MAX && withoutGain < WITHOUT_GAIN; i++) {
      var turn = turns.run(doing, (done, by, number, each) -> {}).first().turns().getFirst();
      withoutGain = Figure.RATE.of(turn) > best.rate * GAIN ? 0 : withoutGain + 1;
      best = best.or(turn);
    }
    return best;
  }

  private BestTurn or(Turn turn) {
    double cpu = Figure.CPU.of(turn);
    return new BestTurn(
        Math.max(rate, Figure.RATE.of(turn)),
        Double.isNaN(cpuMicros) ? cpu : Math.min(cpuMicros, cpu),
        (double) turn.bytes() / Math.max(1, turn.operations()));
  }
}
