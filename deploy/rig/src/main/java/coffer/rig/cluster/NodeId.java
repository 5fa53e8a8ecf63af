package coffer.rig.cluster;

import java.util.Comparator;

/**
 * A node of a topology.
 *
 * @param zone from 1
 * @param number within the zone, from 1
 */
public record NodeId(int zone, int number) {
  /** Zone by zone. */
  static final Comparator<NodeId> ORDER =
      Comparator.comparingInt(NodeId::zone).thenComparingInt(NodeId::number);

  /** {@code z1n2}. */
  public String name() {
    return "z" + zone + "n" + number;
  }

  /** {@code zone1-az1}, as directory buckets name it. */
  public String zoneName() {
    return Topology.zoneName(zone);
  }

  @Override
  public String toString() {
    return name();
  }
}
