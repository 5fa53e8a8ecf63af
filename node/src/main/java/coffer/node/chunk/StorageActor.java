package coffer.node.chunk;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Does one disk's blocking work, a piece at a time, on a dispatcher of its own. A disk has several,
 * and all work on one run that is being written goes to the same, which keeps it in order. Messages
 * stay inside the process and carry chunks by reference.
 */
final class StorageActor {

  /** What can be asked. */
  sealed interface Command {}

  /**
   * Work on the store.
   *
   * @param done hears the outcome on the storage dispatcher
   * @param claim gives back the place in the disk's queue, when the work begins
   */
  record Work<T>(Callable<T> work, CompletableFuture<T> done, Runnable claim) implements Command {

    private void run() {
      claim.run();
      try {
        done.complete(work.call());
      } catch (Exception failed) {
        done.completeExceptionally(failed);
      }
    }
  }

  private StorageActor() {}

  static Behavior<Command> create() {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Work<?> work -> {
                work.run();
                yield Behaviors.same();
              }
            });
  }
}
