package coffer.rig.history;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all clients did, on one monotonic clock: nanoseconds since the history began. Each call is
 * also written to a file as it begins and as it ends, so that a run that is cut off leaves what it
 * saw.
 */
public final class History implements AutoCloseable {
  private final long origin = System.nanoTime();
  private final AtomicLong ids = new AtomicLong();
  private final List<Operation> operations = new ArrayList<>();
  private final BufferedWriter lines;

  /**
   * @throws UncheckedIOException if the file cannot be written
   */
  public History(Path file) {
    try {
      lines = Files.newBufferedWriter(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nanoseconds since this history began. */
  public long now() {
    return System.nanoTime() - origin;
  }

  /** The same moment by this history's clock. */
  public long at(long nanoTime) {
    return nanoTime - origin;
  }

  /** A call that has begun. */
  public record Begun(
      long id,
      int process,
      Kind kind,
      Subject subject,
      Optional<Subject> source,
      Condition condition,
      long invoked) {}

  /** To be called before the first byte is sent. */
  public Begun begin(
      int process, Kind kind, Subject subject, Optional<Subject> source, Condition condition) {
    var begun = new Begun(ids.incrementAndGet(), process, kind, subject, source, condition, now());
    synchronized (this) {
      write(JsonLine.of(begun));
    }
    return begun;
  }

  /** To be called after the last byte has come, or will not come. */
  public Operation end(Begun begun, int lostAttempts, int endpoint, Outcome outcome) {
    var operation =
        new Operation(
            begun.id(),
            begun.process(),
            begun.kind(),
            begun.subject(),
            begun.source(),
            begun.condition(),
            begun.invoked(),
            now(),
            lostAttempts,
            endpoint,
            outcome);
    synchronized (this) {
      operations.add(operation);
      write(JsonLine.of(operation));
    }
    return operation;
  }

  /** Those that have ended, in the order in which they did. */
  public synchronized List<Operation> operations() {
    return List.copyOf(operations);
  }

  private void write(String line) {
    try {
      lines.write(line);
      lines.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
