package coffer.node.index.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.index.row.RowKeys;
import org.junit.jupiter.api.Test;

/** Whether rows are looked for in memory. */
final class MemoryGuessTest {
  private static final byte[] EXTENT = {RowKeys.EXTENT, 1};
  private static final byte[] BUCKET = RowKeys.bucket("photos");

  private final MemoryGuess guess = new MemoryGuess();
  private final CountedRows rows = new CountedRows().put(BUCKET, "row").absentIsOnDisk();

  private void miss(int times) {
    for (int time = 0; time < times; time++) {
      assertThrows(NotInMemoryException.class, () -> guess.over(rows).get(EXTENT));
    }
  }

  @Test
  void afterManyMissesOneInSixtyFourIsLookedFor() {
    miss(1000);
    int before = rows.asked();
    miss(6400);

    assertEquals(100, rows.asked() - before);
  }

  @Test
  void aFewMissesChangeNothing() {
    miss(8);

    assertEquals(8, rows.asked());
  }

  @Test
  void otherKindsAreStillLookedFor() {
    miss(1000);

    assertTrue(guess.over(rows).get(BUCKET).isPresent());
  }

  @Test
  void rowsThatAreThereAgainAreFoundAgain() {
    miss(1000);
    rows.put(EXTENT, "extent");
    for (int read = 0; read < 1600; read++) {
      try {
        guess.over(rows).get(EXTENT);
      } catch (NotInMemoryException guessed) {
        // Not looked for.
      }
    }
    int before = rows.asked();
    for (int read = 0; read < 100; read++) {
      assertTrue(guess.over(rows).get(EXTENT).isPresent());
    }

    assertEquals(100, rows.asked() - before);
  }
}
