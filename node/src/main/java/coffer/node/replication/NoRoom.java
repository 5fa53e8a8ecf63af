package coffer.node.replication;

/** Tells a full disk from its other failures, which say by their text alone what they are. */
final class NoRoom {
  /** ENOSPC, as the C library, and so the JDK and RocksDB, put it. */
  private static final String TEXT = "No space left on device";

  private NoRoom() {}

  static boolean in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains(TEXT)) {
        return true;
      }
    }
    return false;
  }
}
