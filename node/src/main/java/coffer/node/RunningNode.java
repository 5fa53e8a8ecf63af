package coffer.node;

import coffer.node.Node.Started;
import coffer.node.config.NodeSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node that is closed and started again, in the same process, when the others of its zone took it
 * for dead: its actors cannot come back otherwise.
 */
final class RunningNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);

  private static final int ATTEMPTS = 10;
  private static final Duration PAUSE = Duration.ofSeconds(3);

  private final NodeSettings settings;
  private final Clock clock;
  private Optional<Node> node = Optional.empty();
  private boolean closed;
  private boolean restarting;

  RunningNode(NodeSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Blocks until the node answers. */
  synchronized Started start() {
    var started = Node.start(settings, clock, this::restart);
    node = Optional.of(started.node());
    return started;
  }

  private synchronized void restart() {
    if (!closed && !restarting) {
      restarting = true;
      // The process lives on while it has such a thread.
      Thread.ofPlatform().daemon(false).name("coffer-restart").start(this::startAgain);
    }
  }

  private synchronized void startAgain() {
    if (closed) {
      return;
    }
    LOG.warn("the node starts again");
    node.ifPresent(Node::close);
    node = Optional.empty();
    restarting = false;
    for (int attempt = 1; !started(attempt); attempt++) {
      try {
        // Lets go of the monitor, so that the node can be stopped meanwhile.
        wait(PAUSE.toMillis());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      }
      if (closed) {
        return;
      }
    }
  }

  /** A port, or the others' answers, may come a little later, when this machine is busy. */
  private boolean started(int attempt) {
    try {
      start();
      return true;
    } catch (RuntimeException failed) {
      LOG.error("the node cannot start again, attempt {}", attempt, failed);
      if (attempt == ATTEMPTS) {
        Runtime.getRuntime().halt(1);
      }
      return false;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    node.ifPresent(Node::close);
  }
}
