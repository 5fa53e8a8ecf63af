package coffer.rig.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs commands of the operating system, to their end. */
public final class SystemCommand {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private SystemCommand() {}

  /**
   * @param output standard output and standard error
   */
  public record Result(int exit, String output) {}

  /** Runs it, whatever its exit code. */
  public static Result attempt(Map<String, String> environment, List<String> words)
      throws IOException {
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    // A command that hangs is ended, and with it the reading of its output.
    var ended =
        process.onExit().orTimeout(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
    var watched =
        ended.whenComplete(
            (done, late) -> {
              if (late != null) {
                process.destroyForcibly();
              }
            });
    try {
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      watched.exceptionally(late -> process).join();
      return new Result(process.waitFor(), output.strip());
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + words.getFirst() + " ran", interrupted);
    }
  }

  /**
   * @return what it printed
   * @throws IOException if it fails
   */
  public static String run(String... words) throws IOException {
    var result = attempt(Map.of(), List.of(words));
    if (result.exit() != 0) {
      throw new IOException(String.join(" ", words) + ": " + result.output());
    }
    return result.output();
  }

  /** Whether it succeeds; false as well when there is no such program. */
  public static boolean succeeds(String... words) {
    try {
      return attempt(Map.of(), List.of(words)).exit() == 0;
    } catch (IOException missing) {
      return false;
    }
  }
}
