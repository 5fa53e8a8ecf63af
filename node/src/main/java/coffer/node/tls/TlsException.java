package coffer.node.tls;

import org.jspecify.annotations.Nullable;

/**
 * The node's certificates cannot be read, written or made. The message is for the operator and
 * holds no secret.
 */
public final class TlsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TlsException(String message) {
    super(message);
  }

  public TlsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
