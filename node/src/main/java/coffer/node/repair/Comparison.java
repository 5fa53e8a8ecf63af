package coffer.node.repair;

import coffer.node.peer.Member;
import coffer.node.placement.Placement;
import coffer.node.placement.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a node has, against what it should have.
 *
 * @param missing runs it should keep and has not, or not whole
 * @param surplus whole runs that others should keep
 * @param unknown runs that no row refers to
 * @param referred how many of its runs rows refer to
 */
record Comparison(List<Run> missing, List<Run> surplus, Set<String> unknown, int referred) {

  /** A run and the nodes it is placed on. */
  record Run(Scope scope, String runId) {}

  /**
   * Compares.
   *
   * @param local the runs here and their chunks, 0 for one that is not whole; taken before the rows
   *     are read
   */
  static Comparison of(
      Map<String, Integer> local, RunIndex index, List<Member> members, Member self) {
    var missing = new ArrayList<Run>();
    var surplus = new ArrayList<Run>();
    var unknown = new HashSet<>(local.keySet());
    index.forEachRun(
        (scope, runId) -> {
          unknown.remove(runId);
          boolean here = local.getOrDefault(runId, 0) > 0;
          boolean wanted = isTarget(scope, runId, members, self);
          if (wanted && !here) {
            missing.add(new Run(scope, runId));
          } else if (!wanted && here) {
            surplus.add(new Run(scope, runId));
          }
        });
    return new Comparison(missing, surplus, unknown, local.size() - unknown.size());
  }

  static boolean isTarget(Scope scope, String runId, List<Member> members, Member self) {
    return scope.contains(self)
        && Placement.targets(scope, runId, members).stream()
            .anyMatch(target -> Placement.same(target, self));
  }
}
