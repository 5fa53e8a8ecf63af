package coffer.kms.rootkey;

import org.jspecify.annotations.Nullable;

/**
 * The root key cannot be had, and the node must not start. The message is for the operator, says
 * what to do, and holds no secret.
 */
public final class RootKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RootKeyException(String message) {
    super(message);
  }

  public RootKeyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
