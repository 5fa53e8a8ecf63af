package coffer.kms.stage;

import java.util.concurrent.CompletionException;

/** What a {@link java.util.concurrent.CompletionStage} failed with. */
public final class StageFailure {
  private StageFailure() {}

  /**
   * The cause, without the wrapping that stages add: a callback gets a failure bare from the stage
   * that failed, and wrapped from those that follow.
   */
  public static Throwable cause(Throwable failure) {
    var cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
