package coffer.node.index.group;

import coffer.node.index.call.CallId;
import coffer.node.index.call.IndexCodec;
import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import coffer.node.index.row.RowReader;
import coffer.node.index.row.RowWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The writes that were carried out lately, with their answers: a repeat is answered and not made
 * again. A leader reads them from the group's rows once it leads, and adds its own. For one thread.
 *
 * <p>Rows: number of calls, then for each its id (16 bytes) and its answer as {@link IndexCodec}
 * encodes it. The entry that makes the changes puts the row, so that both are there or neither.
 */
final class RecentCalls {
  /** More than are made in the ten seconds for which a call is repeated. */
  static final int IDS_MAX = 1 << 18;

  static final long BYTES_MAX = 64L << 20;
  private static final int OVERHEAD_BYTES = 128;
  private static final int VERSION = 1;
  private static final long NO_TERM = -1;

  private final LinkedHashMap<CallId, byte[]> answers = new LinkedHashMap<>();
  private long bytes;
  private long term = NO_TERM;

  /** Whether all calls are known that were carried out before this replica led in {@code term}. */
  boolean known(long leading) {
    return term == leading;
  }

  /** An entry may have been made or not: the rows will tell. */
  void forget() {
    term = NO_TERM;
    answers.clear();
    bytes = 0;
  }

  /** Reads the rows, which must have everything that was acknowledged. */
  void load(IndexView view, long leading) {
    forget();
    var prefix = RowKeys.kind(RowKeys.CALLS);
    try (var cursor = view.cursor()) {
      for (cursor.seek(prefix); cursor.on(prefix); cursor.next()) {
        decode(cursor.value()).forEach(this::add);
      }
    }
    term = leading;
  }

  Optional<byte[]> answer(CallId id) {
    return Optional.ofNullable(answers.get(id));
  }

  void add(CallId id, byte[] answer) {
    var before = answers.put(id, answer);
    bytes += answer.length + OVERHEAD_BYTES;
    if (before != null) {
      bytes -= before.length + OVERHEAD_BYTES;
    }
    var oldest = answers.entrySet().iterator();
    while ((answers.size() > IDS_MAX || bytes > BYTES_MAX) && oldest.hasNext()) {
      bytes -= oldest.next().getValue().length + OVERHEAD_BYTES;
      oldest.remove();
    }
  }

  int size() {
    return answers.size();
  }

  /** No less than what the call takes in a row. */
  static int rowBytes(byte[] answer) {
    return CallId.BYTES + 5 + answer.length;
  }

  static byte[] encode(Map<CallId, byte[]> calls) {
    var writer = new RowWriter(VERSION, 64 * (calls.size() + 1)).number(calls.size());
    calls.forEach((id, answer) -> writer.raw(id.bytes()).bytes(answer));
    return writer.toBytes();
  }

  static Map<CallId, byte[]> decode(byte[] row) {
    var reader = new RowReader(row, VERSION);
    var calls = new LinkedHashMap<CallId, byte[]>();
    for (var left = reader.count(); left > 0; left--) {
      calls.put(CallId.of(reader.raw(CallId.BYTES)), reader.bytes());
    }
    reader.end();
    return calls;
  }

  /** Deletes up to {@code limit} rows from before {@code oldest}. */
  static RowChanges expired(IndexView view, Instant oldest, int limit) {
    var changes = new RowChanges();
    var prefix = RowKeys.kind(RowKeys.CALLS);
    try (var cursor = view.cursor()) {
      cursor.seek(prefix);
      for (var left = limit; left > 0 && cursor.on(prefix); left--) {
        var key = cursor.key();
        if (ByteBuffer.wrap(key).getLong(1) >= oldest.toEpochMilli()) {
          break;
        }
        changes.delete(Arrays.copyOf(key, key.length));
        cursor.next();
      }
    }
    return changes;
  }
}
