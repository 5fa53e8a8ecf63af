package coffer.bench.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Both directions of a connection. Not shared between threads, but for {@link #close}. */
public sealed interface Wire extends AutoCloseable permits PlainWire, TlsWire {

  /** An empty buffer of the kind that it reads into without a copy. */
  ByteBuffer buffer(int bytes);

  /**
   * Waits for bytes and reads those that have come.
   *
   * @return how many; -1 at the end of the connection
   */
  int read(ByteBuffer into) throws IOException;

  /** Sends all that remains in these, in as few writes as it takes. */
  void write(ByteBuffer... pieces) throws IOException;

  @Override
  void close() throws IOException;
}
