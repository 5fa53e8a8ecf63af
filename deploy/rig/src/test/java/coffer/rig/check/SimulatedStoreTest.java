package coffer.rig.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.rig.check.SimulatedStore.Bug;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random histories: no false alarm in hundreds, and hardly a bug that goes unseen. */
final class SimulatedStoreTest {
  private static final int SEEDS = 300;

  @Test
  void aRightStoreRaisesNoAlarm() {
    for (int seed = 0; seed < SEEDS; seed++) {
      var operations = new SimulatedStore(seed, 3, 6, Bug.NONE).run(60);
      var finding = Checks.registers(operations);
      assertEquals(List.of(), finding.offences(), "seed " + seed);
      assertEquals(List.of(), Checks.listings(operations).offences(), "seed " + seed);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aStoreWithABugIsConvicted(Bug bug) {
    int struck = 0;
    int convicted = 0;
    for (int seed = 0; seed < SEEDS / 3; seed++) {
      var store = new SimulatedStore(seed, 3, 6, bug);
      var operations = store.run(60);
      if (store.bugs() > 0) {
        struck++;
        convicted += Checks.registers(operations).passes() ? 0 : 1;
      }
    }
    assertTrue(struck > SEEDS / 6, bug + " struck in " + struck);
    assertTrue(convicted >= struck * 0.8, bug + ": " + convicted + " of " + struck);
  }

  @Test
  void fiftyKeysOfTwoHundredOperationsTakeSeconds() {
    var operations = new SimulatedStore(1, 50, 50, Bug.NONE).run(200);
    var finding = assertTimeout(Duration.ofSeconds(20), () -> Checks.registers(operations));
    assertEquals(Finding.Status.OK, finding.status(), finding::toString);
  }
}
