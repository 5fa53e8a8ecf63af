package coffer.node.index.database;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.index.row.RowKeys;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one read hands over to the next. */
final class FoundRowsTest {
  private static final byte[] KEY = RowKeys.bucket("photos");
  private static final byte[] ABSENT = RowKeys.bucket("absent");

  private final CountedRows rows = new CountedRows().put(KEY, "row");
  private final FoundRows found = new FoundRows();
  private final Object database = new Object();

  @Test
  void whatWasFoundIsNotReadAgain() {
    found.over(database, 7, rows).get(KEY);
    found.over(database, 7, rows).get(ABSENT);

    var again = found.over(database, 7, rows);

    assertArrayEquals("row".getBytes(), again.get(KEY).orElseThrow());
    assertEquals(Optional.empty(), again.get(ABSENT));
    assertEquals(2, rows.asked());
  }

  @Test
  void nothingHoldsOnceSomethingWasWritten() {
    found.over(database, 7, rows).get(KEY);
    rows.put(KEY, "later");

    assertArrayEquals("later".getBytes(), found.over(database, 8, rows).get(KEY).orElseThrow());
  }

  @Test
  void nothingHoldsInAnotherDatabase() {
    found.over(database, 7, rows).get(KEY);

    assertTrue(found.over(new Object(), 7, new CountedRows()).get(KEY).isEmpty());
  }
}
