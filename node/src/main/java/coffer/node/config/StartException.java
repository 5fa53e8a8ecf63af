package coffer.node.config;

/** Why the node cannot start, in one line for the operator. Holds no secret. */
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StartException(String message) {
    super(message, null, false, false);
  }
}
