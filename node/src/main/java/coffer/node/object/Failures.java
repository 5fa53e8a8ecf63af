package coffer.node.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.util.concurrent.CompletionException;

/** What a failed stage means. */
final class Failures {
  private Failures() {}

  /**
   * Whether the index said no, as against not having answered: a change whose outcome is unknown
   * may yet be there, and its bytes must stay until the sweep has looked.
   */
  static boolean isRefusal(Throwable failure) {
    return cause(failure) instanceof S3Exception refused
        && refused.error().status() < S3Error.InternalError.status();
  }

  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
