package coffer.node.index.database;

import coffer.node.index.row.IndexView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one read has found in memory before it came to a row that is on the disk alone: it goes on
 * from there on another thread. What was found holds as long as nothing has been written since.
 */
public final class FoundRows {
  private static final int ROWS_MAX = 4;

  private record Row(byte[] key, Optional<byte[]> value) {}

  private final List<Row> rows = new ArrayList<>(ROWS_MAX);
  private @Nullable Object database;
  private long sequence;

  /**
   * Remembers what is asked of {@code below}, and answers it when it is asked again.
   *
   * @param database whose numbers {@code sequence} is one of
   * @param sequence of the last write that {@code below} shows
   */
  IndexView over(Object database, long sequence, IndexView below) {
    if (this.database != database || this.sequence != sequence) {
      rows.clear();
      this.database = database;
      this.sequence = sequence;
    }
    return below.lookingUpBy(key -> get(key, below));
  }

  private Optional<byte[]> get(byte[] key, IndexView below) {
    for (var row : rows) {
      if (Arrays.equals(row.key, key)) {
        return row.value;
      }
    }
    var value = below.get(key);
    if (rows.size() < ROWS_MAX) {
      rows.add(new Row(key, value));
    }
    return value;
  }
}
