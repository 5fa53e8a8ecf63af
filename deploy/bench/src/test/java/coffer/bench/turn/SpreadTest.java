package coffer.bench.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SpreadTest {

  @Test
  void theMiddleAndTheOutermost() {
    assertEquals(new Spread(2, 1, 9), Spread.of(List.of(9.0, 1.0, 2.0)));
    assertEquals(new Spread(2.5, 1, 9), Spread.of(List.of(9.0, 1.0, 2.0, 3.0)));
    assertEquals(new Spread(4, 4, 4), Spread.of(List.of(4.0)));
    assertTrue(Double.isNaN(Spread.of(List.of(1.0, Double.NaN)).median()));
  }

  @Test
  void ratiosAreOfTurnsBesideEachOther() {
    // A machine that gets three times slower hits both sides of a pair.
    var ratio = Spread.ofRatios(List.of(300.0, 100.0, 200.0), List.of(150.0, 55.0, 90.0));
    assertEquals(new Spread(0.5, 0.45, 0.55), ratio);
    assertTrue(ratio.clear());
    assertFalse(Spread.ofRatios(List.of(1.0, 1.0), List.of(0.9, 1.1)).clear());
    assertFalse(new Spread(Double.NaN, Double.NaN, Double.NaN).clear());
  }
}
