package coffer.node.index.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.error.S3Error;
import coffer.node.peer.Member;
import coffer.node.peer.Member.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MemberDecisionsTest {
  private final MapView view = new MapView();

  private static Member member(String node, String zone, int port) {
    return new Member(node, zone, "10.0.0.1", port, "peer-" + node, State.ACTIVE, "http://x");
  }

  private String announce(String node, String zone, int port) {
    return view.apply(MemberDecisions.announce(view, member(node, zone, port)));
  }

  private List<String> nodes() {
    return MemberDecisions.all(view).stream().map(Member::nodeId).toList();
  }

  @Test
  void theFirstNodeOfAZoneFoundsItsGroup() {
    assertEquals("a", announce("a", "zone1-az1", 1));
    assertEquals("a", announce("b", "zone1-az1", 4));
    assertEquals("c", announce("c", "zone2-az1", 7));
    assertEquals(List.of("a", "b", "c"), nodes());
    assertTrue(
        MemberDecisions.announce(view, member("b", "zone1-az1", 4)).changes().isEmpty(),
        "nothing new");
  }

  @Test
  void aNodeAtTheAddressOfAnotherReplacesIt() {
    announce("a", "zone1-az1", 1);
    announce("b", "zone1-az1", 4);
    assertEquals("a", announce("c", "zone1-az1", 1), "b has the group still");
    assertEquals(List.of("b", "c"), nodes());
  }

  @Test
  void aFounderThatWasAloneInItsZonePassesItOn() {
    announce("a", "zone1-az1", 1);
    assertEquals("b", announce("b", "zone1-az1", 1));
    assertEquals("c", announce("c", "zone2-az1", 1));
    assertEquals(List.of("c"), nodes());
    assertEquals(Optional.empty(), MemberDecisions.founder(view, "zone1-az1"));
  }

  @Test
  void whoJoinsIsActiveOnceItSaysSo() {
    var starting = member("a", "zone1-az1", 1).in(State.JOINING);
    view.apply(MemberDecisions.announce(view, starting));
    assertEquals(State.JOINING, MemberDecisions.all(view).getFirst().state());
    announce("a", "zone1-az1", 1);
    assertEquals(State.ACTIVE, MemberDecisions.all(view).getFirst().state());
  }

  @Test
  void whoLeavesStaysLeavingUntilItIsRemoved() {
    announce("a", "zone1-az1", 1);
    assertTrue(view.apply(MemberDecisions.leave(view, "a")));
    announce("a", "zone1-az1", 4);
    var left = MemberDecisions.find(view, "a").orElseThrow();
    assertEquals(State.LEAVING, left.state());
    assertEquals(4, left.port());
    assertTrue(view.apply(MemberDecisions.remove(view, "a")));
    assertEquals(List.of(), nodes());
    assertEquals(false, view.apply(MemberDecisions.remove(view, "a")));
    assertEquals(false, view.apply(MemberDecisions.leave(view, "a")));
    assertEquals("b", announce("b", "zone1-az1", 7));
  }

  @Test
  void aNodeStaysInItsZoneAndDescriptionsAreChecked() {
    announce("a", "zone1-az1", 1);
    MapView.assertRefused(S3Error.InvalidRequest, () -> announce("a", "zone2-az1", 1));
    MapView.assertRefused(S3Error.InvalidRequest, () -> announce("b", "zone1-az1", 65_534));
    MapView.assertRefused(S3Error.InvalidRequest, () -> announce("b/c", "zone1-az1", 5));
  }
}
