package coffer.node.mark;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The last write to a log that was acknowledged as durable, in a file of its own. What follows a
 * damaged record of a log looks like an end that was never written; a log that ends below this mark
 * shows that acknowledged writes are gone.
 *
 * <p>A {@link TwoSlotFile} of one number, the write's place in the order of the log.
 */
public final class Watermark implements AutoCloseable {
  private final TwoSlotFile file;
  private volatile long sequence;

  private Watermark(TwoSlotFile file) {
    this.file = file;
    this.sequence = file.number(0);
  }

  /** Opens the file, or makes it with a mark of 0. */
  public static Watermark open(Path path) throws IOException {
    var file = TwoSlotFile.open(path, 1);
    try {
      var watermark = new Watermark(file);
      if (!file.found() && file.size() > 0) {
        throw new IOException("both slots of " + path.getFileName() + " are damaged");
      }
      if (!file.found()) {
        watermark.store(0);
      }
      return watermark;
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
   * Makes {@code durable} the mark, durably, unless it is higher already. Callers that wait for the
   * same moment share one write.
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
    // The first write of each slot changes the file's length, which a data sync does not cover.
    file.force(file.count() <= 2);
    sequence = durable;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
