package coffer.node.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.peer.Member;
import coffer.node.peer.Member.State;
import coffer.node.replication.LogMembers;
import coffer.node.replication.LogPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class VoterPolicyTest {

  private static Member member(String zone, String id, State state) {
    return new Member(id, zone, "10.0.0.1", 7350, "peer-" + id, state, "");
  }

  private static List<Member> cluster(int zones, int nodes) {
    var members = new ArrayList<Member>();
    for (int zone = 1; zone <= zones; zone++) {
      for (int node = 1; node <= nodes; node++) {
        members.add(member("zone" + zone + "-az1", zone + "-" + node, State.ACTIVE));
      }
    }
    return members;
  }

  private static List<String> voters(LogMembers replicas) {
    return replicas.voters().stream().map(LogPeer::id).toList();
  }

  @Test
  void aLoneNodeVotesAlone() {
    var one = cluster(1, 1);
    assertEquals(List.of("peer-1-1"), voters(VoterPolicy.ofZone(one, List.of(), Set.of())));
    assertEquals(List.of("peer-1-1"), voters(VoterPolicy.ofRegion(one, List.of(), Set.of())));
  }

  @Test
  void theRegionHasOneVoterInEachOfThreeZonesAndEverybodyElseListens() {
    var chosen = VoterPolicy.ofRegion(cluster(3, 3), List.of("peer-1-1"), Set.of());
    assertEquals(List.of("peer-1-1", "peer-2-1", "peer-3-1"), voters(chosen));
    assertEquals(6, chosen.listeners().size());
  }

  @Test
  void twoZonesShareTheRegionsVoters() {
    var chosen = VoterPolicy.ofRegion(cluster(2, 2), List.of("peer-1-2"), Set.of());
    assertEquals(List.of("peer-1-1", "peer-1-2", "peer-2-1"), voters(chosen));
  }

  @Test
  void votersStayWhileTheyAreHeardOf() {
    var present = List.of("peer-1-3", "peer-2-2", "peer-3-1");
    assertEquals(present, voters(VoterPolicy.ofRegion(cluster(3, 3), present, Set.of())));
    var zone = cluster(1, 5);
    var voting = List.of("peer-1-2", "peer-1-4", "peer-1-5");
    assertEquals(voting, voters(VoterPolicy.ofZone(zone, voting, Set.of())));
  }

  @Test
  void aSilentVoterIsReplacedInItsZoneOnlyByOneThatIsHeardOf() {
    var present = List.of("peer-1-1", "peer-2-1", "peer-3-1");
    assertEquals(
        List.of("peer-1-1", "peer-2-2", "peer-3-1"),
        voters(VoterPolicy.ofRegion(cluster(3, 2), present, Set.of("peer-2-1"))));
    assertEquals(
        present,
        voters(VoterPolicy.ofRegion(cluster(3, 2), present, Set.of("peer-2-1", "peer-2-2"))));
    assertEquals(
        List.of("peer-1-1", "peer-1-2", "peer-1-3"),
        voters(
            VoterPolicy.ofZone(
                cluster(1, 3), List.of("peer-1-1", "peer-1-2", "peer-1-3"), Set.of("peer-1-2"))));
  }

  @Test
  void whoLeavesListensUntilItIsGone() {
    var members = new ArrayList<>(cluster(1, 3));
    members.add(member("zone1-az1", "1-4", State.LEAVING));
    var chosen = VoterPolicy.ofZone(members, List.of("peer-1-1", "peer-1-2", "peer-1-4"), Set.of());
    assertEquals(List.of("peer-1-1", "peer-1-2", "peer-1-3"), voters(chosen));
    assertEquals(List.of("peer-1-4"), chosen.listeners().stream().map(LogPeer::id).toList());
  }

  @Test
  void nothingChangesWithoutReasonOrWithoutOneself() {
    var members = cluster(1, 3);
    var now = VoterPolicy.ofZone(members, List.of(), Set.of());
    assertTrue(VoterPolicy.change(now, now, "peer-1-1").isEmpty());
    var none = new LogMembers(List.of(), List.of());
    assertTrue(VoterPolicy.change(now, none, "peer-1-1").isEmpty());
    assertTrue(VoterPolicy.change(none, now, "peer-of-nobody").isEmpty());
    assertEquals(now, VoterPolicy.change(none, now, "peer-1-1").orElseThrow());
  }

  @Test
  void anAddressThatChangedIsAChange() {
    var now = VoterPolicy.ofZone(cluster(1, 1), List.of(), Set.of());
    var moved = new Member("1-1", "zone1-az1", "10.0.0.9", 7350, "peer-1-1", State.ACTIVE, "");
    var wished = VoterPolicy.ofZone(List.of(moved), List.of("peer-1-1"), Set.of());
    assertEquals(wished, VoterPolicy.change(now, wished, "peer-1-1").orElseThrow());
  }
}
