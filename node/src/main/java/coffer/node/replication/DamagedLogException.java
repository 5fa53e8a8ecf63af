package coffer.node.replication;

/**
 * A replicated log, or the state it feeds, has lost or changed what was acknowledged. Nothing is
 * served from it: the message names the damaged file or folder for the operator.
 */
public final class DamagedLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DamagedLogException(String message) {
    super(message + ". Acknowledged changes would be missing: restore the data folder from a copy");
  }
}
