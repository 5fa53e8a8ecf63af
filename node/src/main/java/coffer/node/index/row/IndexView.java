package coffer.node.index.row;

import java.util.Optional;

/** The rows of one group at one moment, as decisions and reads see them. */
public interface IndexView {

  Optional<byte[]> get(byte[] key);

  /** Over all rows; the caller closes it. */
  RowCursor cursor();
}
