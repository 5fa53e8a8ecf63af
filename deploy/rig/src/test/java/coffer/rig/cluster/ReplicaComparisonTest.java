package coffer.rig.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplicaComparisonTest {
  private static final Topology THREE = new Topology(1, 3);
  private static final String WHOLE =
      """
      a library says something
      rows region 5 aa
      rows zone 7 bb
      refers zone r1
      run r1 2 cc
      run unknown 1 dd
      """;

  private static ReplicaComparison of(String first, String second, String third) {
    var comparison = new ReplicaComparison(THREE);
    comparison.add(new NodeId(1, 1), first);
    comparison.add(new NodeId(1, 2), second);
    comparison.add(new NodeId(1, 3), third);
    return comparison;
  }

  private static List<String> differences(String third) {
    return of(WHOLE, WHOLE, third).differences();
  }

  @Test
  void equalNodesDoNotDiffer() {
    assertEquals(List.of(), differences(WHOLE));
    assertEquals(List.of(), differences(WHOLE.replace("unknown", "other")));
    assertFalse(of(WHOLE, WHOLE, WHOLE).someAreBehind());
  }

  @Test
  void otherRowsDiffer() {
    var found = differences(WHOLE.replace("rows zone 7 bb", "rows zone 7 b0"));
    assertEquals(1, found.size());
    assertTrue(found.getFirst().startsWith("the rows of zone1-az1 differ"), found::toString);
  }

  @Test
  void aReplicaThatHasAppliedLessIsBehind() {
    assertTrue(of(WHOLE, WHOLE, WHOLE.replace("region 5", "region 4")).someAreBehind());
  }

  @Test
  void aCopyThatIsMissingOrNotWholeIsFound() {
    assertEquals(
        List.of("run r1 of zone1-az1 is whole on [z1n1, z1n2] only"),
        differences(WHOLE.replace("run r1 2 cc", "run r1 0 cc")));
    assertEquals(1, differences(WHOLE.replace("run r1 2 cc\n", "")).size());
  }

  @Test
  void aCopyOfOtherBytesIsFound() {
    var found = differences(WHOLE.replace("run r1 2 cc", "run r1 2 c0"));
    assertEquals(List.of("the copies of run r1 of zone1-az1 differ: [2 c0, 2 cc]"), found);
  }

  @Test
  void aZoneKeepsItsOwnRunsOnly() {
    var comparison = new ReplicaComparison(new Topology(2, 1));
    comparison.add(new NodeId(1, 1), "rows zone 1 aa\nrefers zone r1\nrun r1 1 cc\n");
    comparison.add(new NodeId(2, 1), "rows zone 9 bb\n");
    assertEquals(List.of(), comparison.differences());
    assertFalse(comparison.someAreBehind());
  }
}
