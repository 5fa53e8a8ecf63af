package coffer.node.cluster;

import coffer.node.peer.Member;
import java.util.Comparator;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** The Pekko cluster as this node sees it. */
final class ZoneView implements ZoneBootstrap.Cluster {
  private static final String PROTOCOL = "pekko";

  private final ActorSystem<?> system;
  private final String nodeId;

  ZoneView(ActorSystem<?> system, String nodeId) {
    this.system = system;
    this.nodeId = nodeId;
  }

  @Override
  public ZoneAnswer state() {
    var cluster = Cluster.get(system);
    var own = cluster.selfMember().status();
    if (!own.equals(MemberStatus.up()) && !own.equals(MemberStatus.weaklyUp())) {
      return ZoneAnswer.none(nodeId);
    }
    var up =
        StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
            .filter(member -> !member.status().equals(MemberStatus.joining()))
            .toList();
    var oldest = up.stream().min((one, other) -> one.isOlderThan(other) ? -1 : 1);
    var lowest =
        up.stream().map(member -> member.address().toString()).min(Comparator.naturalOrder());
    return oldest
        .map(
            first ->
                new ZoneAnswer(
                    nodeId,
                    true,
                    first.address() + "#" + first.uniqueAddress().longUid(),
                    up.size(),
                    lowest.orElse("")))
        .orElseGet(() -> ZoneAnswer.none(nodeId));
  }

  @Override
  public void join(Member node) {
    var cluster = Cluster.get(system);
    var self = nodeId.equals(node.nodeId());
    var address =
        self
            ? cluster.selfMember().address()
            : new Address(PROTOCOL, system.name(), node.host(), node.arteryPort());
    cluster.manager().tell(Join.create(address));
  }
}
