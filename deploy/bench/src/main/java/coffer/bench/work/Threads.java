package coffer.bench.work;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** The same task on several threads at once. */
final class Threads {
  /** A task that is told its number, counted from 0. */
  @FunctionalInterface
  interface Task {
    void run(int number) throws IOException;
  }

  private Threads() {}

  /**
   * Returns when all are done.
   *
   * @throws IOException the first failure, in the order of numbers
   */
  static void each(int count, Task task) throws IOException, InterruptedException {
    var tasks = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < count; i++) {
      int number = i;
      tasks.add(
          () -> {
            task.run(number);
            return true;
          });
    }
    try (var threads = Executors.newFixedThreadPool(count)) {
      for (var done : threads.invokeAll(tasks)) {
        done.get();
      }
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException known) {
        throw known;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }
}
