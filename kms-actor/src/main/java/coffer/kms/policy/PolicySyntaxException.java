package coffer.kms.policy;

/** A policy document that cannot be understood; the message says where and why. */
public final class PolicySyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PolicySyntaxException(String message) {
    super(message, null, false, false);
  }
}
