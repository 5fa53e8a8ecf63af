package coffer.rig.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One life of a node's process. What it prints goes to the node's log file, to which the next life
 * appends: a process never waits for the rig to read.
 */
final class NodeProcess {
  private static final String READY = "coffer ready ";
  private static final Duration POLL = Duration.ofMillis(50);

  private final Process process;
  private final Path log;
  private final long logStart;

  private NodeProcess(Process process, Path log, long logStart) {
    this.process = process;
    this.log = log;
    this.logStart = logStart;
  }

  static NodeProcess launch(List<String> words, Map<String, String> environment, Path log)
      throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    var start = Files.exists(log) ? Files.size(log) : 0;
    var builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    return new NodeProcess(process, log, start);
  }

  /**
   * Waits for the line {@code coffer ready}.
   *
   * @throws IOException when the process ends before, or the time does, with what it printed
   */
  void awaitReady(Duration atMost) throws IOException, InterruptedException {
    var deadline = System.nanoTime() + atMost.toNanos();
    while (!printed().lines().anyMatch(line -> line.startsWith(READY))) {
      if (!process.isAlive()) {
        throw new IOException("the node ended with " + process.exitValue() + ":\n" + lastLines());
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("the node was not ready after " + atMost + ":\n" + lastLines());
      }
      Thread.sleep(POLL);
    }
  }

  /** What this life of the node printed. */
  String printed() throws IOException {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(logStart);
      var bytes = new byte[(int) Math.min(file.length() - logStart, 1 << 20)];
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private String lastLines() throws IOException {
    var lines = printed().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM, without waiting. */
  void askToStop() {
    process.destroy();
  }

  /** SIGTERM; kills it when it does not end in time, and says whether it did by itself. */
  boolean terminate(Duration atMost) throws InterruptedException {
    process.destroy();
    if (process.waitFor(atMost)) {
      return true;
    }
    kill();
    return false;
  }

  /** SIGSTOP. */
  void pause() throws IOException {
    SystemCommand.run("kill", "-STOP", Long.toString(pid()));
  }

  /** SIGCONT. */
  void resume() throws IOException {
    SystemCommand.run("kill", "-CONT", Long.toString(pid()));
  }
}
