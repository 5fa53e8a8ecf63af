package coffer.node.index.database;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.index.row.RowKeys;
import org.junit.jupiter.api.Test;

/** Rows of buckets that are kept until one is written. */
final class BucketRowsTest {
  private static final byte[] KEY = RowKeys.bucket("photos");

  private final CountedRows before = new CountedRows().put(KEY, "before");
  private final CountedRows after = new CountedRows().put(KEY, "after");
  private final BucketRows buckets = new BucketRows();

  private String read(long sequence, CountedRows rows) {
    return new String(buckets.over(sequence, rows).get(KEY).orElseThrow());
  }

  @Test
  void aRowIsReadOnceThoughOthersAreWritten() {
    assertEquals("before", read(5, before));
    assertEquals("before", read(6, before));
    assertEquals("before", read(4, before));

    assertEquals(1, before.asked());
  }

  @Test
  void aBucketThatIsNotThereIsLookedForEachTime() {
    before.clear();

    assertTrue(buckets.over(5, before).get(KEY).isEmpty());
    assertTrue(buckets.over(5, before).get(KEY).isEmpty());

    assertEquals(2, before.asked());
  }

  @Test
  void readsSeeTheirOwnSnapshotWhileABucketIsWritten() {
    read(5, before);
    buckets.changing();
    assertEquals("before", read(5, before));
    assertEquals("after", read(6, after));
    buckets.changed(6);

    assertEquals("before", read(5, before), "an old snapshot");
    assertEquals("after", read(6, after));
    assertEquals("after", read(7, new CountedRows()), "kept");
  }

  @Test
  void aReadThatBeganBeforeAChangeTakesNothingFromBehindIt() {
    var old = buckets.over(5, before);
    buckets.changing();
    buckets.changed(6);
    read(6, after);

    assertArrayEquals("before".getBytes(), old.get(KEY).orElseThrow());
    assertEquals("after", read(6, after), "and leaves nothing old");
  }

  @Test
  void otherRowsAreNotKept() {
    var key = RowKeys.meta();
    var rows = new CountedRows().put(key, "position");
    buckets.over(5, rows).get(key);
    buckets.over(5, rows).get(key);

    assertEquals(2, rows.asked());
  }

  @Test
  void longRowsAreNotKept() {
    var rows = new CountedRows().put(KEY, "x".repeat(5000));
    read(5, rows);
    read(5, rows);

    assertEquals(2, rows.asked());
  }
}
