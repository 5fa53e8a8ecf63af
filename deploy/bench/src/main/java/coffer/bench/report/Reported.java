package coffer.bench.report;

import coffer.bench.turn.Measured;

/**
 * A case with what it is measured against.
 *
 * @param where nodes and objects of a scale run, for people; empty otherwise
 */
public record Reported(Measured measured, Shares shares, String where) {
  /** What was done, and where. */
  public String title() {
    return measured.doing() + (where.isEmpty() ? "" : ", " + where);
  }
}
