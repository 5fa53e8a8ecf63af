package coffer.bench.scale;

import coffer.bench.wire.Endpoint;
import java.nio.file.Path;
import java.util.List;

/**
 * At what the same work is measured: each store with each number of objects.
 *
 * @param given stores that run already; empty when {@code nodes} are to be started
 * @param nodes of clusters of this machine, one after the other
 * @param objects in each bucket, rising, since they are added to
 * @param launcher {@code deploy/bin/coffer}
 * @param folder where the clusters' data are kept
 * @param port of the first node
 */
public record ScalePlan(
    List<List<Endpoint>> given,
    List<Integer> nodes,
    List<Integer> objects,
    Path launcher,
    Path folder,
    int port) {

  public ScalePlan {
    given = List.copyOf(given);
    nodes = List.copyOf(nodes);
    objects = objects.stream().sorted().toList();
  }

  /** Numbers of nodes of the clusters that are started. */
  public List<Integer> started() {
    return given.isEmpty() ? nodes : List.of();
  }
}
