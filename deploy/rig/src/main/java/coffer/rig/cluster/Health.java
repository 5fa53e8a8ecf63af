package coffer.rig.cluster;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What the nodes of a cluster say of it. */
record Health(Topology topology, NodeNetwork network) {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int POLLS_WITHOUT_A_NODE = 5;

  /** Whether every node serves, and says that nothing is left to heal. */
  boolean whole() {
    return topology.nodes().stream()
        .map(network::endpoint)
        .allMatch(endpoint -> topology.lone() ? ClusterStatus.ready(endpoint) : whole(endpoint));
  }

  /**
   * Waits until that is so; not long for a node that has ended, which nothing starts again.
   *
   * @param ended whether some node has
   */
  boolean awaitWhole(Duration atMost, BooleanSupplier ended) throws InterruptedException {
    return await(this::whole, atMost, ended);
  }

  /** Waits until each node has read all of its chunks after a moment, in ms since 1970. */
  boolean awaitScrubbed(long since, Duration atMost) throws InterruptedException {
    return await(() -> scrubbed(since), atMost, () -> false);
  }

  private static boolean await(BooleanSupplier well, Duration atMost, BooleanSupplier ended)
      throws InterruptedException {
    var deadline = System.nanoTime() + atMost.toNanos();
    for (int polls = 1; !well.getAsBoolean(); polls++) {
      if (System.nanoTime() > deadline || (ended.getAsBoolean() && polls >= POLLS_WITHOUT_A_NODE)) {
        return false;
      }
      Thread.sleep(POLL);
    }
    return true;
  }

  private boolean scrubbed(long since) {
    try {
      return ClusterStatus.of(network.endpoint(topology.nodes().getFirst())).nodes().stream()
          .allMatch(node -> node.scrubbedAt() >= since);
    } catch (IOException silent) {
      return false;
    }
  }

  private boolean whole(URI endpoint) {
    try {
      var status = ClusterStatus.of(endpoint);
      var alive = status.nodes().stream().filter(ClusterStatus.Node::alive).count();
      return status.healthy() && status.underReplicated() == 0 && alive == topology.nodes().size();
    } catch (IOException silent) {
      return false;
    }
  }

  /** Who leads the group, as any node says that answers. */
  Optional<NodeId> leader(String group) {
    for (var node : topology.nodes()) {
      try {
        var status = ClusterStatus.of(network.endpoint(node));
        var leader =
            status.groups().stream()
                .filter(each -> each.name().equals(group))
                .findFirst()
                .flatMap(ClusterStatus.Group::leader)
                .flatMap(id -> withId(status, id));
        if (leader.isPresent()) {
          return leader;
        }
      } catch (IOException silent) {
        // Another node may know.
      }
    }
    return Optional.empty();
  }

  private Optional<NodeId> withId(ClusterStatus status, String id) {
    return status.nodes().stream()
        .filter(node -> node.id().equals(id))
        .map(node -> URI.create(node.url()))
        .flatMap(url -> topology.nodes().stream().filter(node -> isAt(node, url)))
        .findFirst();
  }

  private boolean isAt(NodeId node, URI url) {
    return network.host(node).equals(url.getHost())
        && (network.s3Port(node) == url.getPort() || network.clusterPort(node) == url.getPort());
  }
}
