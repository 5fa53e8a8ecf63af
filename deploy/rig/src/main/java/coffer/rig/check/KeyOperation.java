package coffer.rig.check;

/**
 * The part of an operation that concerns one key: at one moment from {@code invoked} to {@code
 * returned} the guard held and the change took place.
 *
 * @param id the operation that it is a part of
 * @param optional it took place at one moment after {@code invoked}, however late, or never
 */
public record KeyOperation(
    long id, long invoked, long returned, boolean optional, Guard guard, Change change) {
  public KeyOperation {
    if (returned < invoked) {
      throw new IllegalArgumentException("operation " + id + " returned before it was invoked");
    }
  }

  /** One whose outcome was told. */
  public static KeyOperation told(
      long id, long invoked, long returned, Guard guard, Change change) {
    return new KeyOperation(id, invoked, returned, false, guard, change);
  }

  /** One whose outcome was not told. */
  public static KeyOperation pending(long id, long invoked, Guard guard, Change change) {
    return new KeyOperation(id, invoked, Long.MAX_VALUE, true, guard, change);
  }
}
