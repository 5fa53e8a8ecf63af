package coffer.node.dispatch;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/**
 * The {@code executor} of a dispatcher whose actors block: as many {@link BlockingThreads} as its
 * {@code threads} says.
 */
public final class BlockingExecutor extends ExecutorServiceConfigurator {
  private final int number;

  public BlockingExecutor(Config config, DispatcherPrerequisites system) {
    super(config, system);
    number = config.getInt("threads");
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    var named = ParkingThreads.named(threads, id);
    return () -> new BlockingThreads(number, named);
  }
}
