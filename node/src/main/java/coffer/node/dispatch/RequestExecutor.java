package coffer.node.dispatch;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/** The {@code executor} of a dispatcher whose actors run on {@link RequestThreads}. */
public final class RequestExecutor extends ExecutorServiceConfigurator {
  private final DispatcherPrerequisites system;

  public RequestExecutor(Config config, DispatcherPrerequisites system) {
    super(config, system);
    this.system = system;
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    return () -> RequestThreads.of(system, threads);
  }
}
