package coffer.kms.envelope;

/**
 * Stored or received bytes are not what was written under this key: damaged, truncated, moved,
 * forged, or read with another key. Which of these it was cannot be told, and nothing of the
 * plaintext has been released.
 */
public final class TamperedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TamperedException(String message) {
    super(message);
  }
}
