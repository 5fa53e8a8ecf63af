package coffer.node.replication;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets another voter lead, so that nobody has to find out that this replica does not any more. */
public final class HandOver {
  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

  /** Of one that was silent for longer it is not known whether it can lead. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(3);

  private static final Duration LIMIT = Duration.ofSeconds(3);

  private HandOver() {}

  /**
   * Asks a voter that is heard of to lead; does nothing when this replica does not lead or is
   * alone. Blocks for three seconds at most.
   *
   * @param group the name of the log's group, to tell
   * @param self the id under which this replica votes
   */
  public static void of(String group, ReplicatedLog log, String self) throws InterruptedException {
    if (!log.leadership().leader()) {
      return;
    }
    var silences = log.silences();
    var next =
        log.members().voters().stream()
            .map(LogPeer::id)
            .filter(id -> !id.equals(self))
            .filter(id -> silences.getOrDefault(id, SILENCE_MAX).compareTo(SILENCE_MAX) < 0)
            .findFirst();
    if (next.isEmpty()) {
      return;
    }
    try {
      log.transferLeadership(next.get())
          .toCompletableFuture()
          .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      LOG.warn("{} is not led by another yet: {}", group, failed.toString());
    }
  }
}
