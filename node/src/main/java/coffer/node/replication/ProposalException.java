package coffer.node.replication;

import org.jspecify.annotations.Nullable;

/** An entry was not acknowledged. */
public final class ProposalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean maybeApplied;

  ProposalException(String message, boolean maybeApplied, @Nullable Throwable cause) {
    super(message, cause);
    this.maybeApplied = maybeApplied;
  }

  /** False when the entry surely has, and will have, no effect. */
  public boolean maybeApplied() {
    return maybeApplied;
  }
}
