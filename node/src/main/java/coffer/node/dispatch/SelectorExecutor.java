package coffer.node.dispatch;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/**
 * The {@code executor} of {@code pekko.io.tcp.selector-dispatcher}, on which Pekko waits for
 * sockets and nothing else: {@link RequestThreads} that have nothing else to do wait. The
 * dispatcher's {@code throughput} has to be 1, or a second turn would come before what the first
 * one found.
 */
public final class SelectorExecutor extends ExecutorServiceConfigurator {
  private final DispatcherPrerequisites system;

  public SelectorExecutor(Config config, DispatcherPrerequisites system) {
    super(config, system);
    this.system = system;
    if (config.getInt("throughput") != 1) {
      throw new IllegalArgumentException("the throughput of a selector's dispatcher has to be 1");
    }
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    return () -> new Turns(RequestThreads.of(system, threads));
  }

  /** Ends with the threads, which the other dispatcher stops. */
  private static final class Turns extends AbstractExecutorService {
    private final RequestThreads threads;

    private Turns(RequestThreads threads) {
      this.threads = threads;
    }

    @Override
    public void execute(Runnable turn) {
      threads.executeTurn(turn);
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return threads.isShutdown();
    }

    @Override
    public boolean isTerminated() {
      return threads.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
      return threads.awaitTermination(timeout, unit);
    }
  }
}
