package coffer.node.chunk;

/** Told of local copies that were found missing or damaged. Does not block. */
@FunctionalInterface
public interface Suspects {
  /**
   * A run to fetch anew.
   *
   * @param goodNodeId a node whose copy has proved to be good
   */
  void suspect(String runId, String goodNodeId);
}
