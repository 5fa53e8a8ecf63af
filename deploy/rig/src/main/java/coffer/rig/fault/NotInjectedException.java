package coffer.rig.fault;

import java.io.IOException;

/** There is nothing at the moment that the fault could befall. */
final class NotInjectedException extends IOException {
  private static final long serialVersionUID = 1;

  NotInjectedException(String reason) {
    super(reason);
  }
}
