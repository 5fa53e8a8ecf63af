package coffer.node.mark;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The last write to a log that was acknowledged as durable, in a file of its own. What follows a
 * damaged record of a log looks like an end that was never written; a log that ends below this mark
 * shows that acknowledged writes are gone.
 *
 * <p>Written with each acknowledgement and forced a {@link LateForce} later: a write costs one
 * flush, its own. The last moment before a power cut has the log alone as its witness.
 *
 * <p>A {@link TwoSlotFile} of one number, the write's place in the order of the log.
 */
public final class Watermark implements AutoCloseable {
  private final TwoSlotFile file;
  private final LateForce force;
  private volatile long sequence;

  private Watermark(Path path, TwoSlotFile file) {
    this.file = file;
    this.force = LateForce.of(path.toString(), file);
    this.sequence = file.number(0);
  }

  /** Opens the file, or makes it with a mark of 0. */
  public static Watermark open(Path path) throws IOException {
    var file = TwoSlotFile.open(path, 1);
    try {
      if (!file.found() && file.size() > 0) {
        throw new IOException("both slots of " + path.getFileName() + " are damaged");
      }
      file.fill();
      return new Watermark(path, file);
    } catch (IOException | RuntimeException failed) {
      file.close();
      throw failed;
    }
  }

  /** Every write up to this sequence number was acknowledged. */
  public long sequence() {
    return sequence;
  }

  /**
   * Makes {@code durable} the mark, unless it is higher already.
   *
   * @param durable a sequence number whose log record is on disk
   */
  public void advance(long durable) throws IOException {
    if (durable <= sequence) {
      return;
    }
    synchronized (this) {
      if (durable > sequence) {
        store(durable);
      }
    }
  }

  private void store(long durable) throws IOException {
    file.write(durable);
    force.due();
    sequence = durable;
  }

  @Override
  public void close() throws IOException {
    force.close();
    file.close();
  }
}
