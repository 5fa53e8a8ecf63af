package coffer.node.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.stage.StageFailure;

/** What a failed stage means. */
final class Failures {
  private Failures() {}

  /**
   * Whether the index said no, as against not having answered: a change whose outcome is unknown
   * may yet be there, and its bytes must stay until the sweep has looked.
   */
  static boolean isRefusal(Throwable failure) {
    return StageFailure.cause(failure) instanceof S3Exception refused
        && refused.error().status() < S3Error.InternalError.status();
  }
}
