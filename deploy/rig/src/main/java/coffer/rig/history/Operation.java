package coffer.rig.history;

import java.util.Optional;

/**
 * One call of a client and its outcome.
 *
 * @param id unique in the run; of a put or an upload also the value that it writes
 * @param process the client
 * @param subject the key that is read or written; the destination of a copy or a rename
 * @param source of a copy or a rename
 * @param invoked ns of the history's clock
 * @param returned likewise
 * @param lostAttempts attempts of the SDK that reached a server perhaps and were told nothing
 *     definite: each may take place at any later time, also where a later attempt was answered
 * @param endpoint the number of the endpoint that the call was last sent to
 */
public record Operation(
    long id,
    int process,
    Kind kind,
    Subject subject,
    Optional<Subject> source,
    Condition condition,
    long invoked,
    long returned,
    int lostAttempts,
    int endpoint,
    Outcome outcome) {

  /** The value of a key that does not exist, or is not known. */
  public static final long NO_VALUE = 0;

  /** The value that it writes, if it does; {@link #NO_VALUE} for a delete. */
  public long written() {
    return switch (kind) {
      case PUT, MULTIPART -> id;
      case COPY, RENAME -> condition.match().map(Condition.IfMatch::value).orElse(NO_VALUE);
      case GET, HEAD, DELETE, LIST -> NO_VALUE;
    };
  }

  /** One line for people. */
  @Override
  public String toString() {
    return "#%d client %d %s %s%s%s [%.3f..%.3f s]%s endpoint %d -> %s"
        .formatted(
            id,
            process,
            kind,
            source.map(from -> from + " to ").orElse(""),
            subject,
            condition instanceof Condition.None ? "" : " " + condition,
            invoked / 1e9,
            returned / 1e9,
            lostAttempts == 0 ? "" : " lost attempts " + lostAttempts,
            endpoint,
            outcome);
  }
}
