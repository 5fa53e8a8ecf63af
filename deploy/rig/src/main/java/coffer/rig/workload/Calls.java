package coffer.rig.workload;

import coffer.rig.history.Condition;
import coffer.rig.history.History;
import coffer.rig.history.Kind;
import coffer.rig.history.Operation;
import coffer.rig.history.Outcome;
import coffer.rig.history.Subject;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes a call, and records what became of it. */
final class Calls {
  private static final int NOT_FOUND = 404;
  private static final int CONDITION_FAILED = 412;
  private static final int CONFLICT = 409;

  private final History history;
  private final Connection connection;
  private final int process;
  private final int endpointOffset;
  private final Errors errors;

  /**
   * @param endpointOffset added to the number of the connection's endpoint
   */
  Calls(History history, Connection connection, int process, int endpointOffset, Errors errors) {
    this.history = history;
    this.connection = connection;
    this.process = process;
    this.endpointOffset = endpointOffset;
    this.errors = errors;
  }

  Operation call(Kind kind, Subject subject, Function<Long, Outcome> call) {
    return call(kind, subject, Optional.empty(), Condition.NONE, call);
  }

  /**
   * @param call given the operation's number; throws what the SDK throws
   */
  Operation call(
      Kind kind,
      Subject subject,
      Optional<Subject> source,
      Condition condition,
      Function<Long, Outcome> call) {
    connection.attempts().reset();
    var begun = history.begin(process, kind, subject, source, condition);
    Outcome outcome;
    try {
      outcome = call.apply(begun.id());
    } catch (SdkException failed) {
      outcome = judge(failed, condition);
    } catch (UncheckedIOException | IllegalStateException failed) {
      outcome = unknown(failed.getClass().getSimpleName());
    }
    return history.end(
        begun,
        connection.attempts().lost(),
        endpointOffset + connection.endpoints().current(),
        outcome);
  }

  /** Of a call that failed before the request that would have written was sent. */
  Outcome notBegun(SdkException failed) {
    return switch (judge(failed, Condition.NONE)) {
      case Outcome.Unknown(var error) -> new Outcome.Refused(error);
      case Outcome.Absent() -> {
        errors.add("404 before the end of an upload");
        yield new Outcome.Refused("404 before the end of an upload");
      }
      case Outcome told -> told;
    };
  }

  private Outcome judge(SdkException failed, Condition condition) {
    if (failed instanceof AwsServiceException answered) {
      int status = answered.statusCode();
      var details = answered.awsErrorDetails();
      @Nullable String error = details == null ? null : details.errorCode();
      if (status == NOT_FOUND && isKeyAbsent(error)) {
        return new Outcome.Absent();
      }
      if (status == CONDITION_FAILED && !(condition instanceof Condition.None)) {
        return new Outcome.ConditionFailed();
      }
      if (status == CONFLICT && error != null && error.equals("ConditionalRequestConflict")) {
        return new Outcome.Refused(error);
      }
      if (status < 500) {
        errors.add(status + " " + error);
        return new Outcome.Refused(status + " " + error);
      }
      return unknown(status + " " + error);
    }
    if (isWrongChecksum(failed)) {
      return new Outcome.Wrong(String.valueOf(failed.getMessage()));
    }
    var cause = root(failed).getClass().getSimpleName();
    if (!connection.attempts().anySent()) {
      errors.add("not connected: " + cause);
      return new Outcome.Refused("not connected: " + cause);
    }
    return unknown(cause);
  }

  /** HEAD has no body that could tell a code. */
  private static boolean isKeyAbsent(@Nullable String error) {
    return error == null
        || error.isEmpty()
        || error.equals("NoSuchKey")
        || error.equals("NotFound")
        || error.equals("404");
  }

  private Outcome unknown(String error) {
    errors.add(error);
    return new Outcome.Unknown(error);
  }

  private static boolean isWrongChecksum(SdkException failed) {
    for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains("different checksum")) {
        return true;
      }
    }
    return false;
  }

  private static Throwable root(Throwable failed) {
    var cause = failed;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause;
  }
}
