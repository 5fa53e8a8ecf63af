package coffer.kms.ring;

/** Where a key is in its life; the names on the wire are those of {@link #wireName}. */
public enum KeyState {
  ENABLED("Enabled"),
  DISABLED("Disabled"),
  /** Unusable; destroyed at its deletion date unless that is cancelled before. */
  PENDING_DELETION("PendingDeletion");

  private final String wireName;

  KeyState(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
