package coffer.node.index.group;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.node.index.decision.Decision;
import coffer.node.index.decision.MapCursor;
import coffer.node.index.decision.MapView;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PendingRowsTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void theViewIsTheRowsAsIfTheChangesWereMade(long seed) {
    var random = new Random(seed);
    var applied = new MapView();
    var pending = new PendingRows();
    var model = new TreeMap<byte[], byte[]>(Arrays::compareUnsigned);
    var before = change(random, model, 60);
    applied.apply(new Decision<>(before, true));
    for (var i = 0; i < 5; i++) {
      pending.add(change(random, model, 20));
    }
    var view = pending.over(applied);
    for (var key = 0; key < 64; key++) {
      var bytes = new byte[] {(byte) key};
      assertArrayEquals(model.get(bytes), view.get(bytes).orElse(null));
      assertEquals(rows(new MapCursor(model), bytes), rows(view.cursor(), bytes));
    }
  }

  private static RowChanges change(Random random, TreeMap<byte[], byte[]> model, int count) {
    var changes = new RowChanges();
    for (var i = 0; i < count; i++) {
      var key = new byte[] {(byte) random.nextInt(64)};
      if (random.nextInt(3) == 0) {
        changes.delete(key);
        model.remove(key);
      } else {
        var value = new byte[] {(byte) random.nextInt()};
        changes.put(key, value);
        model.put(key, value);
      }
    }
    return changes;
  }

  private static List<String> rows(RowCursor cursor, byte[] from) {
    var rows = new ArrayList<String>();
    try (cursor) {
      for (cursor.seek(from); cursor.valid(); cursor.next()) {
        rows.add(Arrays.toString(cursor.key()) + Arrays.toString(cursor.value()));
      }
    }
    return rows;
  }
}
