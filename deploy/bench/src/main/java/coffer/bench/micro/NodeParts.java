package coffer.bench.micro;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * What parts of a node need around them: an actor system without a cluster and a folder, in {@code
 * bench.folder} or, where that is not set, in the folder for temporary files, which should be on a
 * disk.
 */
final class NodeParts implements AutoCloseable {
  private final ActorSystem<Void> system =
      ActorSystem.create(
          Behaviors.empty(),
          "bench",
          ConfigFactory.parseString("pekko.actor.provider = local")
              .withFallback(ConfigFactory.load()));
  private final Path folder;

  NodeParts() {
    var where = Path.of(System.getProperty("bench.folder", System.getProperty("java.io.tmpdir")));
    try {
      folder = Files.createTempDirectory(where, "coffer-bench");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  ActorSystem<Void> system() {
    return system;
  }

  Path folder() {
    return folder;
  }

  /** So many calls at once, and waits for all. */
  static void together(int calls, Supplier<CompletionStage<?>> call) {
    List<CompletableFuture<?>> asked = new ArrayList<>(calls);
    for (int number = 0; number < calls; number++) {
      asked.add(call.get().toCompletableFuture());
    }
    asked.forEach(CompletableFuture::join);
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    try (var all = Files.walk(folder)) {
      for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
