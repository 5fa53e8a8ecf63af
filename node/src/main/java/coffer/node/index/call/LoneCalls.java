package coffer.node.index.call;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Calls of a node without others: nothing is sent, nothing is tried twice. */
public final class LoneCalls implements IndexCalls {
  private final Map<String, GroupReplica> groups;

  /**
   * @param groups this node's replicas, by the names of their groups
   */
  public LoneCalls(Map<String, ? extends GroupReplica> groups) {
    this.groups = Map.copyOf(groups);
  }

  @Override
  public CompletionStage<IndexReply> call(String group, IndexCall call, Duration deadline) {
    var replica = groups.get(group);
    if (replica == null) {
      throw new IllegalArgumentException("no group " + group);
    }
    return replica.carryOut(call, Optional.empty());
  }
}
