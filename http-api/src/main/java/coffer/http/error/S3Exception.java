package coffer.http.error;

import java.util.Map;

/**
 * A definite refusal in S3's vocabulary: the one way in which any layer says no to a client. The
 * message is for the client and never holds a secret. Carries no stack trace, since it is an answer
 * and not a fault.
 */
public final class S3Exception extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final S3Error error;
  private final transient Map<String, String> details;

  /** With the error's usual message. */
  public S3Exception(S3Error error) {
    this(error, error.message(), Map.of());
  }

  public S3Exception(S3Error error, String message) {
    this(error, message, Map.of());
  }

  /**
   * @param details further elements of the XML body, for example {@code ArgumentName}, {@code
   *     BucketName}, {@code Key}
   */
  public S3Exception(S3Error error, String message, Map<String, String> details) {
    super(message, null, false, false);
    this.error = error;
    this.details = Map.copyOf(details);
  }

  public S3Error error() {
    return error;
  }

  public Map<String, String> details() {
    return details;
  }
}
