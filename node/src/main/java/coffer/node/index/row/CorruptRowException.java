package coffer.node.index.row;

/** A stored row that this version cannot read: damaged, or written by a later version. */
public final class CorruptRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, without the row's bytes
   */
  public CorruptRowException(String message) {
    super(message);
  }
}
