package coffer.node.index.call;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Carries calls out at the leader of a group, wherever that is. */
public interface IndexCalls {
  /** How long a call is tried: an election takes less. */
  Duration DEADLINE = Duration.ofSeconds(10);

  /**
   * Calls the leader of {@code group}, again and again until it answers.
   *
   * @return fails with {@link coffer.http.error.S3Exception}: ServiceUnavailable when nobody
   *     answered within {@code deadline}, SlowDown when too many calls wait
   */
  CompletionStage<IndexReply> call(String group, IndexCall call, Duration deadline);

  /**
   * As {@link #call(String, IndexCall, Duration)} within {@link #DEADLINE}.
   *
   * @param reply what the call is answered with
   */
  default <R extends IndexReply> CompletionStage<R> call(
      String group, IndexCall call, Class<R> reply) {
    return call(group, call, DEADLINE).thenApply(reply::cast);
  }
}
