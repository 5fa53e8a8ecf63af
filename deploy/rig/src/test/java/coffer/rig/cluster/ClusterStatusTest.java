package coffer.rig.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ClusterStatusTest {
  @Test
  void readsWhatANodeTells() {
    var status =
        ClusterStatus.parse(
            """
            {"cluster": "c1",
             "nodes": [{"id": "a", "zone": "zone1-az1", "url": "http://10.1.0.17:9000",
                        "alive": true, "state": "active", "missingRuns": 0},
                       {"id": "b", "zone": "zone2-az1", "url": "http://10.1.0.33:9000",
                        "alive": false, "state": "active", "missingRuns": 3}],
             "groups": [{"name": "region", "leader": "a", "voters": ["a", "b"], "listeners": []},
                        {"name": "zone/zone1-az1", "leader": null, "voters": [], "listeners": []}],
             "healthy": false, "underReplicated": 3}
            """);
    assertFalse(status.healthy());
    assertEquals(3, status.underReplicated());
    assertTrue(status.nodes().getFirst().alive());
    assertEquals("http://10.1.0.33:9000", status.nodes().getLast().url());
    assertEquals(Optional.of("a"), status.groups().getFirst().leader());
    assertEquals(Optional.empty(), status.groups().getLast().leader());
  }

  @Test
  void refusesAnythingElse() {
    assertThrows(IllegalArgumentException.class, () -> ClusterStatus.parse("{\"nodes\": []}"));
  }
}
