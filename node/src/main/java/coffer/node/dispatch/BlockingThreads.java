package coffer.node.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/** A fixed number of threads for tasks that block, in the order in which they come. */
final class BlockingThreads extends ParkingThreads {
  private final List<Thread> threads = new ArrayList<>();

  BlockingThreads(int number, ThreadFactory factory) {
    super(number);
    for (int made = 0; made < number; made++) {
      threads.add(factory.newThread(() -> work(this::takeShared)));
    }
    threads.forEach(Thread::start);
  }

  @Override
  List<Thread> threads() {
    return threads;
  }

  @Override
  public void execute(Runnable task) {
    requireRunning();
    share(task);
  }
}
