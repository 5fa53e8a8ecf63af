package coffer.bench.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What comes on a connection, by lines and by lengths. Not shared between threads. */
public final class Incoming {
  private static final int LINE_BYTES_MAX = 64 * 1024;
  private static final int BUFFER_BYTES = 256 * 1024;

  private final Wire wire;

  /** What has come and is not used yet lies between position and limit. */
  private final ByteBuffer read;

  public Incoming(Wire wire) {
    this.wire = wire;
    this.read = wire.buffer(BUFFER_BYTES).limit(0);
  }

  /**
   * The next line without its end; RFC 9112 lets nothing but ASCII matter here.
   *
   * @throws EOFException where the connection ends before the line does
   */
  public String line() throws IOException {
    int looked = 0;
    while (true) {
      for (int at = read.position() + looked; at < read.limit(); at++) {
        if (read.get(at) == '\n') {
          return upTo(at);
        }
      }
      looked = read.remaining();
      if (looked >= LINE_BYTES_MAX) {
        throw new IOException("a line has more than " + LINE_BYTES_MAX + " bytes");
      }
      more("line");
    }
  }

  private String upTo(int newline) {
    var bytes = new byte[newline - read.position()];
    read.get(bytes);
    read.get();
    int end = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
    return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
  }

  /**
   * Hands out the next bytes as they come, in slices that are good until the call returns.
   *
   * @throws EOFException where the connection ends before
   */
  public void content(long length, Content content) throws IOException {
    for (long left = length; left > 0; ) {
      if (!read.hasRemaining()) {
        more("response");
      }
      int some = (int) Math.min(left, read.remaining());
      content.take(read.slice(read.position(), some));
      read.position(read.position() + some);
      left -= some;
    }
  }

  private void more(String inside) throws IOException {
    read.compact();
    int n = wire.read(read);
    read.flip();
    if (n < 0) {
      throw new EOFException("the connection ended inside a " + inside);
    }
  }
}
