package coffer.bench.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bench.scale.Growth.At;
import coffer.bench.wire.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GrowthTest {

  @Test
  void exponentOfAPower() {
    assertEquals(
        0.5, Growth.of(List.of(new At(1, 7), new At(4, 14), new At(16, 28))).exponent(), 1e-9);
    assertEquals(0, Growth.of(List.of(new At(1, 7), new At(9, 7))).exponent(), 1e-9);
    assertEquals(
        1, Growth.of(List.of(new At(1, 2), new At(2, Double.NaN), new At(3, 6))).exponent(), 1e-9);
    assertTrue(Double.isNaN(Growth.of(List.of(new At(1, 7))).exponent()));
  }

  @Test
  void nodesUseTheBucketOfTheirZone() {
    assertEquals(1, LocalCluster.zones(1));
    assertEquals(1, LocalCluster.zones(3));
    assertEquals(3, LocalCluster.zones(9));
    assertThrows(IllegalArgumentException.class, () -> LocalCluster.zones(5));
    var six = LocalCluster.endpoints(6, 9700);
    assertEquals(new Endpoint(false, "127.0.0.1", 9702, "bench--zone1-az1--x-s3"), six.get(2));
    assertEquals(new Endpoint(false, "127.0.0.1", 9703, "bench--zone2-az1--x-s3"), six.get(3));
  }
}
