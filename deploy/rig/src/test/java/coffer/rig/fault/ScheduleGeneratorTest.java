package coffer.rig.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.rig.cluster.NodeId;
import coffer.rig.cluster.Topology;
import coffer.rig.fault.FaultKind.After;
import coffer.rig.fault.FaultKind.Reach;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ScheduleGeneratorTest {
  private static final Duration LENGTH = Duration.ofMinutes(20);
  private static final List<FaultKind> ALL = FaultKind.of(List.of("all"));
  private static final List<Topology> TOPOLOGIES =
      List.of(new Topology(1, 1), new Topology(1, 3), new Topology(3, 1), new Topology(3, 3));
  private static final int SEEDS = 1000;

  @Test
  void theSameSeedGivesTheSameSchedule() {
    var topology = new Topology(3, 3);
    var once = ScheduleGenerator.generate(7, topology, ALL, LENGTH);
    assertEquals(once, ScheduleGenerator.generate(7, topology, ALL, LENGTH));
    assertEquals(once.toString(), ScheduleGenerator.generate(7, topology, ALL, LENGTH).toString());
    assertNotEquals(once, ScheduleGenerator.generate(8, topology, ALL, LENGTH));
  }

  @Test
  void neverMoreIsTakenAwayThanTheTopologySurvives() {
    var overlapping = 0;
    for (var topology : TOPOLOGIES) {
      for (long seed = 0; seed < SEEDS; seed++) {
        overlapping += assertSurvivable(topology, seed);
      }
    }
    assertTrue(overlapping > SEEDS, "faults hardly ever overlap: " + overlapping);
  }

  /** Judged anew at each start, without the rule that made the schedule. */
  private static int assertSurvivable(Topology topology, long seed) {
    var faults = ScheduleGenerator.generate(seed, topology, ALL, LENGTH);
    var overlapping = 0;
    for (var fault : faults) {
      var holding =
          faults.stream()
              .filter(other -> other.start().compareTo(fault.start()) <= 0)
              .filter(other -> SafetyRule.over(other).compareTo(fault.start()) > 0)
              .toList();
      overlapping += holding.size() > 1 ? 1 : 0;
      var what = topology + ", seed " + seed + ": " + holding;
      var harmful = holding.stream().filter(other -> other.kind().reach() != Reach.NOBODY).toList();
      if (harmful.stream().anyMatch(ScheduleGeneratorTest::happensAlone)) {
        assertEquals(1, harmful.size(), what);
      }
      var away = new HashSet<NodeId>();
      harmful.forEach(other -> away.addAll(SafetyRule.away(other)));
      assertTrue(away.size() <= 1 || isOneZoneOfThree(topology, away), what);
      assertFalse(fault.end().compareTo(LENGTH) > 0, what);
    }
    return overlapping;
  }

  private static boolean happensAlone(Fault fault) {
    return fault.kind().after() == After.HEALS || fault.kind().reach() == Reach.ANY_NODE;
  }

  private static boolean isOneZoneOfThree(Topology topology, Set<NodeId> away) {
    return topology.zones() >= 3
        && away.stream().map(NodeId::zone).collect(Collectors.toSet()).size() == 1;
  }

  @Test
  void eachPossibleKindComesWhereTheTimeAllows() {
    for (var topology : TOPOLOGIES) {
      var rule = new SafetyRule(topology);
      var possible = ALL.stream().filter(kind -> rule.obstacle(kind).isEmpty()).toList();
      var seen =
          ScheduleGenerator.generate(3, topology, ALL, LENGTH).stream()
              .map(Fault::kind)
              .collect(Collectors.toSet());
      assertEquals(Set.copyOf(possible), seen, topology.toString());
    }
  }

  @Test
  void onlyOneNodeIsEverDamaged() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var damaged = new ArrayList<NodeId>();
      ScheduleGenerator.generate(
              seed, new Topology(3, 3), List.of(FaultKind.DAMAGE), Duration.ofMinutes(5))
          .forEach(fault -> damaged.addAll(fault.targets()));
      assertEquals(1, Set.copyOf(damaged).size());
    }
  }

  @Test
  void whatIsMoreThanSurvivedHappensOnlyWhenAskedFor() {
    assertFalse(ALL.contains(FaultKind.KILL_ALL));
    var asked = FaultKind.of(List.of("kill-all"));
    var topology = new Topology(3, 1);
    var faults = ScheduleGenerator.generate(1, topology, asked, LENGTH);
    assertFalse(faults.isEmpty());
    faults.forEach(fault -> assertEquals(topology.nodes(), fault.targets()));
  }

  @Test
  void theOnlyCopyOfAZonesBucketsIsNotTaken() {
    for (var kind : List.of(FaultKind.WIPE, FaultKind.DAMAGE)) {
      assertTrue(new SafetyRule(new Topology(3, 1)).obstacle(kind).isPresent());
      assertTrue(new SafetyRule(new Topology(1, 3)).obstacle(kind).isEmpty());
    }
  }

  @Test
  void twoMinutesHoldSeveralFaults() {
    var faults = ScheduleGenerator.generate(5, new Topology(3, 3), ALL, Duration.ofMinutes(2));
    assertTrue(faults.size() >= 4, faults.toString());
  }
}
