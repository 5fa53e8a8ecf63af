package coffer.bench.report;

import coffer.bench.turn.Measured;

/**
 * A case with what it is measured against.
 *
 * @param where of a scale run
 */
public record Reported(Measured measured, Shares shares, Where where) {
  /** What was done, and where. */
  public String title() {
    return measured.doing() + (where.nodes() == 0 ? "" : ", " + where.told());
  }
}
