package coffer.rig.cluster;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which version each node's next start is of. */
public final class NodeVersions {
  private final ProductCommand now;
  private final Optional<ProductCommand> before;
  private final Set<NodeId> upgraded = ConcurrentHashMap.newKeySet();

  /**
   * @param before what nodes are started from until they are upgraded
   */
  NodeVersions(ProductCommand now, Optional<ProductCommand> before) {
    this.now = now;
    this.before = before;
  }

  ProductCommand of(NodeId node) {
    return upgraded.contains(node) ? now : before.orElse(now);
  }

  /** Lets the node's next start be of the new version; false when it was so already. */
  public boolean upgrade(NodeId node) {
    return before.isPresent() && upgraded.add(node);
  }
}
