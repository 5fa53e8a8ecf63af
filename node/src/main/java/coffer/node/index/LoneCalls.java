package coffer.node.index;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Calls of a node without others: nothing is sent, nothing is tried twice. */
final class LoneCalls implements IndexCalls {
  private final Map<String, GroupReplica> groups;

  LoneCalls(Map<String, ? extends GroupReplica> groups) {
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
