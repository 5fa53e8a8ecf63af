package coffer.bench.limit;

import coffer.bench.turn.ServerProcesses;
import coffer.bench.turn.Side;
import coffer.bench.wire.Endpoint;
import coffer.bench.wire.Target;
import coffer.bench.wire.Trust;
import coffer.bench.work.Stage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@link PekkoServer} in a JVM with the options of Coffer's launcher, so that its CPU time is its
 * own.
 */
public final class BareHttp implements AutoCloseable {
  private static final int ENDED_SECONDS_MAX = 20;

  private final Process process;
  private final Side side;

  /**
   * Starts it.
   *
   * @param like whose requests are imitated
   * @throws IOException when it does not start
   */
  public BareHttp(Target like) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseParallelGC",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                PekkoServer.class.getName())
            .redirectError(Redirect.INHERIT)
            .start();
    var target = like.at("bare HTTP", List.of(new Endpoint(false, "127.0.0.1", port())));
    side = new Side(new Stage(target, Trust.usual()), ServerProcesses.of(List.of(process.pid())));
  }

  private int port() throws IOException {
    var reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith(PekkoServer.READY)) {
        return Integer.parseInt(line.substring(PekkoServer.READY.length()));
      }
    }
    process.destroy();
    throw new IOException("bare Pekko HTTP did not start");
  }

  /** To be measured as a server is. */
  public Side side() {
    return side;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(ENDED_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
