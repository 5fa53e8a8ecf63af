package coffer.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits at start, where nothing else could be done, and lets the cause of a failure through. */
final class Waiting {
  private Waiting() {}

  static <T> T on(CompletableFuture<T> stage) {
    try {
      return stage.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }
}
