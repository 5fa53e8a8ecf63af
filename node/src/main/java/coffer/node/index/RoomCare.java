package coffer.node.index;

import coffer.node.replication.HandOver;
import coffer.node.replication.ReplicatedLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a node's groups when its disk is full. Others lead while it has no room, since a
 * leader without room refuses every write of its group. A log that met the full disk takes nothing
 * more; once there is room again, the node starts anew.
 */
final class RoomCare implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RoomCare.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Where every disk is full, leadership would go round and round. */
  private static final Duration HAND_OVER_PAUSE = Duration.ofMinutes(1);

  /** A node that meets a full disk at each start does not start more often. */
  private static final Duration RESTART_AFTER = Duration.ofSeconds(10);

  private final Map<String, ? extends ReplicatedLog> logs;
  private final String self;
  private final IndexNode.Room room;
  private final LongSupplier nanoTime;
  private final long started;
  private final Map<String, Long> handedOver = new HashMap<>();
  private final Thread thread = Thread.ofVirtual().name("coffer-room-care").unstarted(this::run);
  private boolean restarting;

  /**
   * @param self the id under which this node votes
   */
  RoomCare(
      Map<String, ? extends ReplicatedLog> logs,
      String self,
      IndexNode.Room room,
      LongSupplier nanoTime) {
    this.logs = logs;
    this.self = self;
    this.room = room;
    this.nanoTime = nanoTime;
    this.started = nanoTime.getAsLong();
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        try {
          look();
        } catch (RuntimeException failed) {
          LOG.warn("the disk's room was not looked after: {}", failed.toString());
        }
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** Once. */
  void look() throws InterruptedException {
    if (!room.forChanges().getAsBoolean()) {
      for (var log : logs.entrySet()) {
        handOver(log.getKey(), log.getValue());
      }
    } else if (!restarting
        && since(started, RESTART_AFTER)
        && logs.values().stream().anyMatch(ReplicatedLog::stoppedByFullDisk)) {
      restarting = true;
      LOG.warn("the disk was full, and has room again: what stopped then begins anew");
      room.restart().run();
    }
  }

  private void handOver(String group, ReplicatedLog log) throws InterruptedException {
    var last = handedOver.get(group);
    if (log.leadership().leader() && (last == null || since(last, HAND_OVER_PAUSE))) {
      LOG.warn("the disk is full, and {} had better be led by another node", group);
      handedOver.put(group, nanoTime.getAsLong());
      HandOver.of(group, log, self);
    }
  }

  private boolean since(long moment, Duration duration) {
    return nanoTime.getAsLong() - moment >= duration.toNanos();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
