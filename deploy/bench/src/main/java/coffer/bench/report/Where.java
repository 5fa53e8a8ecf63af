package coffer.bench.report;

/**
 * Of a scale run, what differs between its measurements.
 *
 * @param nodes 0 in other runs
 * @param objects in each bucket; 0 in other runs
 */
public record Where(int nodes, int objects) {
  /** In no scale run. */
  public static final Where ANYWHERE = new Where(0, 0);

  /** For people; empty outside of scale runs. */
  public String told() {
    return nodes == 0
        ? ""
        : "%d node%s, %d objects".formatted(nodes, nodes == 1 ? "" : "s", objects);
  }
}
