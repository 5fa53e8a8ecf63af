package coffer.node.index.call;

import java.io.Serial;

/**
 * This replica does not lead its group, or no longer: what it was asked has to be asked again,
 * elsewhere or later. A write may have been made nevertheless.
 */
public final class NotLeadingException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** It has no stack trace, for it is no fault. */
  public NotLeadingException() {
    super("this replica does not lead", null, false, false);
  }
}
