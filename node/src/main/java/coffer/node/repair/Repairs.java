package coffer.node.repair;

import coffer.node.peer.Member;
import coffer.node.repair.RunCopier.Copied;
import coffer.node.repair.RunCopier.Later;
import coffer.node.repair.RunCopier.Nowhere;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs that are to be copied from other nodes, each once at a time, and what came of them. */
final class Repairs {
  private static final Logger LOG = LoggerFactory.getLogger(Repairs.class);

  private final RunCopier copier;
  private final Executor executor;
  private final Runnable again;
  private final Runnable againLater;
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();

  /** Which no comparison would find missing. */
  private final Map<String, List<Member>> damaged = new ConcurrentHashMap<>();

  private final AtomicReference<String> lastWhy = new AtomicReference<>("");

  final AtomicLong healed = new AtomicLong();
  final AtomicLong bytes = new AtomicLong();

  /** Runs that were found nowhere, since the last comparison. */
  final AtomicLong lost = new AtomicLong();

  /**
   * @param executor as many threads as runs may be copied at once
   * @param again told that some run could not be copied yet
   * @param againLater told that some run was found nowhere
   */
  Repairs(RunCopier copier, Executor executor, Runnable again, Runnable againLater) {
    this.copier = copier;
    this.executor = executor;
    this.again = again;
    this.againLater = againLater;
  }

  /** Has the run copied, unless it is about to be. */
  void add(String runId, List<Member> sources) {
    if (waiting.add(runId)) {
      executor.execute(
          () -> {
            try {
              copy(runId, sources);
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            } catch (RuntimeException failed) {
              LOG.warn("run {} could not be copied: {}", runId, failed.toString());
              again.run();
            } finally {
              waiting.remove(runId);
            }
          });
    }
  }

  /** As {@link #add}, and again at each {@link #retryDamaged} until it is healed or nowhere. */
  void addDamaged(String runId, List<Member> sources) {
    damaged.put(runId, sources);
    add(runId, sources);
  }

  void retryDamaged() {
    damaged.forEach(this::add);
  }

  private void copy(String runId, List<Member> sources) throws InterruptedException {
    switch (copier.copy(runId, sources)) {
      case Copied(var copied) -> {
        damaged.remove(runId);
        healed.incrementAndGet();
        bytes.addAndGet(copied);
      }
      case Nowhere nowhere -> {
        damaged.remove(runId);
        // Deleted a moment ago, or lost; the next comparison tells which.
        LOG.warn("no node has all of run {}", runId);
        lost.incrementAndGet();
        againLater.run();
      }
      case Later(var why) -> {
        // A full disk says so for each of thousands of runs.
        if (!why.equals(lastWhy.getAndSet(why))) {
          LOG.info("run {} could not be copied yet: {}", runId, why);
        }
        again.run();
      }
    }
  }

  int waiting() {
    return waiting.size();
  }
}
