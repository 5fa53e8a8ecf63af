package coffer.node.replication;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
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

  /** The log takes no entries while leadership is being handed on. */
  private static final Duration EACH_MAX = Duration.ofMillis(1500);

  private static final int HEIRS_MAX = 2;

  private HandOver() {}

  /**
   * Asks a voter that is heard of to lead, and another one if that fails; does nothing when this
   * replica does not lead or is alone. Blocks for three seconds at most.
   *
   * @param group the name of the log's group, to tell
   * @param self the id under which this replica votes
   */
  public static void of(String group, ReplicatedLog log, String self) throws InterruptedException {
    if (!log.leadership().leader()) {
      return;
    }
    var silences = log.silences();
    var heirs =
        log.members().voters().stream()
            .map(LogPeer::id)
            .filter(id -> !id.equals(self))
            .filter(id -> silence(silences, id).compareTo(SILENCE_MAX) < 0)
            .sorted(Comparator.comparing(id -> silence(silences, id)))
            .limit(HEIRS_MAX)
            .toList();
    for (var heir : heirs) {
      try {
        log.transferLeadership(heir)
            .toCompletableFuture()
            .get(EACH_MAX.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (ExecutionException | TimeoutException failed) {
        LOG.warn("{} is not led by {} yet: {}", group, heir, failed.toString());
        if (!log.leadership().leader()) {
          return;
        }
      }
    }
  }

  private static Duration silence(Map<String, Duration> silences, String id) {
    return silences.getOrDefault(id, SILENCE_MAX);
  }
}
