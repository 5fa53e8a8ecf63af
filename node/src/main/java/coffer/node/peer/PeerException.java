package coffer.node.peer;

import java.io.Serial;

/** A call to another node that was not answered as wished. */
public final class PeerException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** What is known of the call. */
  public enum Kind {
    /** It never reached the node: it was certainly not carried out. */
    UNREACHED,
    /** It may have been carried out, or may be later. */
    UNKNOWN,
    /** The node answered that it did not carry it out, see {@link #status}. */
    REFUSED
  }

  private final Kind kind;
  private final int status;

  public PeerException(Kind kind, int status, String message) {
    super(message);
    this.kind = kind;
    this.status = status;
  }

  public Kind kind() {
    return kind;
  }

  /** The HTTP status of a refusal, else 0. */
  public int status() {
    return status;
  }
}
