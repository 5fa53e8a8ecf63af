package coffer.node.journal;

import java.io.IOException;

/** Bytes of a journal are not those that were written, or acknowledged records are gone. */
public final class DamagedJournalException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedJournalException(String message) {
    super(message);
  }
}
