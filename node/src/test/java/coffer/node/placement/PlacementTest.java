package coffer.node.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.peer.Member;
import coffer.node.peer.Member.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PlacementTest {
  private static final Scope REGION = new Scope.Region();
  private static final Scope ZONE_A = new Scope.Zone("a");
  private static final int RUNS = 3000;

  private final Random random = new Random(1);
  private final List<Member> nine = members(3, 3);
  private final List<String> runs = runs();

  @Test
  void theRegionKeepsOneCopyInEachOfThreeZones() {
    for (var run : runs) {
      var plan = Placement.plan(REGION, run, nine);
      assertEquals(Set.of("a", "b", "c"), zones(plan.targets()));
      assertEquals(3, plan.targets().size());
      assertEquals(6, plan.spares().size());
      assertEquals(2, plan.acks());
      assertEquals(2, plan.ackZones());
    }
  }

  @Test
  void ofFourZonesEachRunHasThree() {
    var twelve = members(4, 3);
    var used = new HashMap<Set<String>, Integer>();
    for (var run : runs) {
      var targets = Placement.targets(REGION, run, twelve);
      assertEquals(3, zones(targets).size());
      used.merge(zones(targets), 1, Integer::sum);
    }
    assertEquals(4, used.size());
  }

  @Test
  void aZoneKeepsItsOwn() {
    for (var run : runs) {
      var plan = Placement.plan(ZONE_A, run, members(3, 5));
      assertEquals(Set.of("a"), zones(plan.targets()));
      assertEquals(3, plan.targets().size());
      assertEquals(2, plan.spares().size());
      assertEquals(2, plan.acks());
      assertEquals(1, plan.ackZones());
    }
  }

  @Test
  void twoZonesSpreadThreeCopies() {
    for (var run : runs) {
      var plan = Placement.plan(REGION, run, members(2, 3));
      assertEquals(3, plan.targets().size());
      assertEquals(2, zones(plan.targets()).size());
      assertEquals(2, plan.acks());
      assertEquals(1, plan.ackZones());
    }
  }

  @Test
  void fewNodesKeepFewCopies() {
    var one = Placement.plan(REGION, runs.getFirst(), members(1, 1));
    assertEquals(1, one.targets().size());
    assertEquals(1, one.acks());
    var two = Placement.plan(ZONE_A, runs.getFirst(), members(1, 2));
    assertEquals(2, two.targets().size());
    assertEquals(2, two.acks());
    assertEquals(List.of(), Placement.plan(new Scope.Zone("x"), runs.getFirst(), nine).targets());
  }

  @Test
  void theSpreadIsEven() {
    var count = new HashMap<String, Integer>();
    for (var run : runs) {
      Placement.targets(REGION, run, nine)
          .forEach(member -> count.merge(member.nodeId(), 1, Integer::sum));
    }
    assertEquals(9, count.size());
    count.values().forEach(runs -> assertTrue(runs > 850 && runs < 1150, "runs: " + runs));
  }

  @Test
  void aNodeThatGoesMovesItsOwnRunsOnly() {
    var gone = nine.get(4);
    var eight = new ArrayList<>(nine);
    eight.remove(gone);
    for (var run : runs) {
      var before = new HashSet<>(Placement.targets(REGION, run, nine));
      var after = new HashSet<>(Placement.targets(REGION, run, eight));
      if (before.contains(gone)) {
        after.removeAll(before);
        assertEquals(1, after.size());
        assertEquals(gone.zone(), after.iterator().next().zone());
      } else {
        assertEquals(before, after);
      }
    }
  }

  @Test
  void aNodeThatComesTakesItsShareOnly() {
    var four = members(1, 4);
    var five = members(1, 5);
    int moved = 0;
    for (var run : runs) {
      var before = new HashSet<>(Placement.targets(ZONE_A, run, four));
      var after = new HashSet<>(Placement.targets(ZONE_A, run, five));
      after.removeAll(before);
      assertTrue(after.isEmpty() || after.equals(Set.of(five.get(4))));
      moved += after.size();
    }
    assertTrue(moved > RUNS * 0.55 && moved < RUNS * 0.65, "moved: " + moved);
  }

  @Test
  void whoLeavesGetsNothingAndIsStillAsked() {
    var members = new ArrayList<>(members(1, 4));
    members.set(1, leaving(members.get(1)));
    for (var run : runs) {
      assertFalse(ids(Placement.targets(ZONE_A, run, members)).contains(id("a", 1)));
      var order = Placement.readOrder(ZONE_A, run, members, members.getFirst());
      assertEquals(4, order.size());
      assertEquals(id("a", 1), order.getLast().nodeId());
    }
    var all = members.stream().map(PlacementTest::leaving).toList();
    assertEquals(3, Placement.targets(ZONE_A, runs.getFirst(), all).size());
  }

  @Test
  void readersAskThemselvesThenTargetsOfTheirZoneThenOtherTargetsThenTheRest() {
    var self = nine.get(5);
    for (var run : runs) {
      var targets = Placement.targets(REGION, run, nine);
      var order = Placement.readOrder(REGION, run, nine, self);
      assertEquals(9, order.size());
      assertEquals(self, order.getFirst());
      var near = targets.stream().filter(one -> one.zone().equals(self.zone())).toList();
      if (!near.contains(self)) {
        assertEquals(near.getFirst(), order.get(1));
        assertTrue(targets.containsAll(order.subList(1, 4)));
        assertEquals(self.zone(), order.get(4).zone());
      } else {
        assertTrue(targets.containsAll(order.subList(0, 3)));
        assertEquals(self.zone(), order.get(3).zone());
      }
    }
  }

  @Test
  void aStandInIsOfTheSameZoneOrElseOfOneWithoutACopy() {
    var a = nine.get(0);
    var b = nine.get(3);
    var c = nine.get(6);
    assertEquals(
        nine.get(4), Placement.standIn(List.of(nine.get(7), nine.get(4)), b, List.of(a, c)));
    assertEquals(nine.get(7), Placement.standIn(List.of(nine.get(1), nine.get(7)), b, List.of(a)));
    assertEquals(nine.get(1), Placement.standIn(List.of(nine.get(1)), b, List.of(a, c)));
  }

  /** Placement decides where data is; another answer for the same ids would lose sight of it. */
  @Test
  void weightsStayWhatTheyAre() {
    assertEquals(
        List.of(id("c", 1), id("b", 0), id("a", 1)),
        ids(Placement.targets(REGION, "01019a0000000000000000000000beef", nine)));
  }

  @Test
  void scopesHaveNames() {
    assertEquals(REGION, Scope.parse("region"));
    assertEquals(ZONE_A, Scope.parse("zone/a"));
    assertEquals("zone/a", ZONE_A.id());
    for (var wrong : List.of("", "zone/", "zone", "a", "Region")) {
      assertThrows(IllegalArgumentException.class, () -> Scope.parse(wrong));
    }
  }

  private List<String> runs() {
    var runs = new ArrayList<String>();
    for (int run = 0; run < RUNS; run++) {
      var id = new byte[16];
      random.nextBytes(id);
      id[0] = 1;
      runs.add(HexFormat.of().formatHex(id));
    }
    return runs;
  }

  private static List<Member> members(int zones, int nodes) {
    var members = new ArrayList<Member>();
    for (int zone = 0; zone < zones; zone++) {
      for (int node = 0; node < nodes; node++) {
        var name = String.valueOf((char) ('a' + zone));
        members.add(new Member(id(name, node), name, "h", 1, "r", State.ACTIVE, ""));
      }
    }
    return members;
  }

  private static Member leaving(Member member) {
    return new Member(
        member.nodeId(), member.zone(), member.host(), 1, "r", State.LEAVING, member.url());
  }

  private static String id(String zone, int node) {
    return "00112233445566778899aabbccdd" + Integer.toHexString(zone.charAt(0)) + "0" + node;
  }

  private static Set<String> zones(List<Member> members) {
    return members.stream().map(Member::zone).collect(Collectors.toSet());
  }

  private static List<String> ids(List<Member> members) {
    return members.stream().map(Member::nodeId).toList();
  }
}
