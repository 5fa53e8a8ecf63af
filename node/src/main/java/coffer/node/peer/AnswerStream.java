package coffer.node.peer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of an answer, of known length or in chunks (RFC 9112, section 7.1). Gives the connection
 * back at the end, or when closed.
 */
final class AnswerStream extends InputStream {
  private static final int HEX = 16;

  /** What is to be done with the connection. */
  interface Ending {
    void end(boolean lasting);
  }

  private final InputStream in;
  private final boolean chunked;
  private final Ending ending;
  private long left;
  private boolean first = true;
  private boolean whole;
  private boolean ended;

  /**
   * @param length -1 for chunks
   */
  AnswerStream(PeerConnection connection, long length, Ending ending) {
    this.in = connection.in();
    this.chunked = length < 0;
    this.left = Math.max(length, 0);
    this.ending = ending;
    if (!chunked && left == 0) {
      finish();
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (whole || length == 0) {
      return whole ? -1 : 0;
    }
    if (ended) {
      throw new IOException("the answer is closed");
    }
    try {
      if (left == 0) {
        left = nextChunk();
        if (left == 0) {
          finish();
          return -1;
        }
      }
      int count = in.read(into, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw new EOFException("the answer was cut off");
      }
      left -= count;
      if (left == 0 && !chunked) {
        finish();
      }
      return count;
    } catch (IOException failed) {
      close();
      throw failed;
    }
  }

  /** The size of the next chunk; 0 behind the last. */
  private long nextChunk() throws IOException {
    if (!first && !AnswerHead.line(in).isEmpty()) {
      throw new IOException("a chunk is longer than it said");
    }
    first = false;
    long size;
    try {
      size = Long.parseUnsignedLong(AnswerHead.line(in), HEX);
    } catch (NumberFormatException malformed) {
      throw new IOException("a chunk has no size", malformed);
    }
    if (size == 0 && !AnswerHead.line(in).isEmpty()) {
      throw new IOException("an answer has something behind its end");
    }
    return size;
  }

  private void finish() {
    whole = true;
    end(true);
  }

  private void end(boolean lasting) {
    if (!ended) {
      ended = true;
      ending.end(lasting);
    }
  }

  /** Cuts the connection unless all was read. */
  @Override
  public void close() {
    end(false);
  }
}
