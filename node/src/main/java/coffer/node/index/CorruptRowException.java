package coffer.node.index;

/** A stored row that this version cannot read: damaged, or written by a later version. */
public final class CorruptRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CorruptRowException(String message) {
    super(message);
  }
}
