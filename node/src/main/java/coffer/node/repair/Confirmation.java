package coffer.node.repair;

import coffer.node.chunk.ChunkCalls;
import coffer.node.peer.Member;
import coffer.node.placement.Placement;
import coffer.node.repair.Comparison.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** Asks the nodes that should keep certain runs whether they do. Blocks. */
final class Confirmation {
  private static final int BATCH = 4096;

  private final ChunkCalls calls;

  Confirmation(ChunkCalls calls) {
    this.calls = calls;
  }

  /** Those of the runs that every one of their targets has whole; none where one did not answer. */
  List<Run> confirmed(List<Run> runs, List<Member> members) {
    var confirmed = new ArrayList<Run>();
    for (int from = 0; from < runs.size(); from += BATCH) {
      confirmed.addAll(batch(runs.subList(from, Math.min(runs.size(), from + BATCH)), members));
    }
    return confirmed;
  }

  private List<Run> batch(List<Run> runs, List<Member> members) {
    var asked = new HashMap<String, List<Run>>();
    var byId = new HashMap<String, Member>();
    for (var run : runs) {
      for (var target : Placement.targets(run.scope(), run.runId(), members)) {
        byId.put(target.nodeId(), target);
        asked.computeIfAbsent(target.nodeId(), id -> new ArrayList<>()).add(run);
      }
    }
    var lacking = new HashSet<Run>();
    asked.forEach((id, its) -> lacking.addAll(lacking(byId, id, its)));
    return runs.stream().filter(run -> !lacking.contains(run)).toList();
  }

  private Set<Run> lacking(Map<String, Member> byId, String id, List<Run> runs) {
    int[] held;
    try {
      var ids = runs.stream().map(Run::runId).toList();
      held = calls.held(Objects.requireNonNull(byId.get(id)), ids).toCompletableFuture().join();
    } catch (CompletionException unanswered) {
      return Set.copyOf(runs);
    }
    var lacking = new HashSet<Run>();
    for (int index = 0; index < held.length; index++) {
      if (held[index] == 0) {
        lacking.add(runs.get(index));
      }
    }
    return lacking;
  }
}
