package coffer.node.index.decision;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowCursor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;

/** Rows in a map; counts what cursors visit. */
public final class MapView implements IndexView {
  private final TreeMap<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
  private int visited;

  /** Makes the decision's changes, through their encoding, and gives its result. */
  public <R> R apply(Decision<R> decision) {
    RowChanges.decode(decision.changes().encode())
        .rows()
        .forEach(
            (key, value) ->
                value.ifPresentOrElse(row -> rows.put(key, row), () -> rows.remove(key)));
    return decision.result();
  }

  /** Asserts that a decision throws the error. */
  public static void assertRefused(S3Error error, Runnable decision) {
    var thrown = Assertions.assertThrows(S3Exception.class, decision::run);
    Assertions.assertEquals(error, thrown.error());
  }

  /** How many rows of a kind there are. */
  public long count(byte kind) {
    return rows.keySet().stream().filter(key -> key[0] == kind).count();
  }

  /** The numbers of the runs that are garbage. */
  List<Integer> garbage() {
    return GarbageDecisions.oldest(this, 1000).stream()
        .map(garbage -> Integer.parseInt(garbage.runId(), 16))
        .sorted()
        .collect(Collectors.toList());
  }

  int visited() {
    return visited;
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    return Optional.ofNullable(rows.get(key));
  }

  @Override
  public RowCursor cursor() {
    var cursor = new MapCursor(rows);
    return new RowCursor() {
      @Override
      public void seek(byte[] key) {
        visited++;
        cursor.seek(key);
      }

      @Override
      public boolean valid() {
        return cursor.valid();
      }

      @Override
      public byte[] key() {
        return cursor.key();
      }

      @Override
      public byte[] value() {
        return cursor.value();
      }

      @Override
      public void next() {
        visited++;
        cursor.next();
      }

      @Override
      public void close() {
        cursor.close();
      }
    };
  }
}
