package coffer.node.index.row;

import coffer.node.replication.LogPosition;
import java.util.Optional;

/** The row of the last applied log entry: its term and its index (8 bytes each). */
public final class PositionCodec {
  private static final int VERSION = 1;

  private PositionCodec() {}

  /** The row's value, as the class says. */
  public static byte[] encode(LogPosition position) {
    return new RowWriter(VERSION, 17).long64(position.term()).long64(position.index()).toBytes();
  }

  /** Of no row, {@link LogPosition#NONE}. */
  public static LogPosition decode(Optional<byte[]> row) {
    if (row.isEmpty()) {
      return LogPosition.NONE;
    }
    var reader = new RowReader(row.get(), VERSION);
    return new LogPosition(reader.long64(), reader.long64());
  }

  /** The last entry applied, as of the view's moment. */
  public static LogPosition of(IndexView view) {
    return decode(view.get(RowKeys.meta()));
  }
}
