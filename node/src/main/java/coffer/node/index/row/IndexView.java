package coffer.node.index.row;

import java.util.Optional;
import java.util.function.Function;

/** The rows of one group at one moment, as decisions and reads see them. */
public interface IndexView {

  Optional<byte[]> get(byte[] key);

  /** Over all rows; the caller closes it. */
  RowCursor cursor();

  /** The same rows, where single ones are looked up by {@code get}. */
  default IndexView lookingUpBy(Function<byte[], Optional<byte[]>> get) {
    var below = this;
    return new IndexView() {
      @Override
      public Optional<byte[]> get(byte[] key) {
        return get.apply(key);
      }

      @Override
      public RowCursor cursor() {
        return below.cursor();
      }
    };
  }
}
