package coffer.rig.cluster;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How many nodes stand where.
 *
 * @param zones from 1 to 9
 * @param nodesPerZone from 1 to 9
 */
public record Topology(int zones, int nodesPerZone) {
  private static final int MAX = 9;

  public Topology {
    if (zones < 1 || zones > MAX || nodesPerZone < 1 || nodesPerZone > MAX) {
      throw new IllegalArgumentException(zones + " zones of " + nodesPerZone + " nodes");
    }
  }

  /** Zone by zone; the first is the one that the cluster is founded with. */
  public List<NodeId> nodes() {
    return IntStream.rangeClosed(1, zones).boxed().flatMap(zone -> in(zone).stream()).toList();
  }

  public List<NodeId> in(int zone) {
    return IntStream.rangeClosed(1, nodesPerZone)
        .mapToObj(number -> new NodeId(zone, number))
        .toList();
  }

  /** One node, which no other can stand in for. */
  public boolean lone() {
    return zones == 1 && nodesPerZone == 1;
  }

  public List<String> zoneNames() {
    return IntStream.rangeClosed(1, zones).mapToObj(Topology::zoneName).toList();
  }

  static String zoneName(int zone) {
    return "zone" + zone + "-az1";
  }

  @Override
  public String toString() {
    return zones + " zones x " + nodesPerZone + " nodes";
  }
}
