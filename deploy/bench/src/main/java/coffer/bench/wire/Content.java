package coffer.bench.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** What is done with the content of a response as it comes. */
public sealed interface Content {

  void take(ByteBuffer bytes) throws IOException;

  /** Read and dropped. */
  final class Skipped implements Content {
    @Override
    public void take(ByteBuffer bytes) {}
  }

  /** Kept, up to a limit. */
  final class Text implements Content {
    private static final int BYTES_MAX = 8 * 1024 * 1024;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    @Override
    public void take(ByteBuffer bytes) throws IOException {
      if (kept.size() + bytes.remaining() > BYTES_MAX) {
        throw new IOException("a response has more than " + BYTES_MAX + " bytes of text");
      }
      var copied = new byte[bytes.remaining()];
      bytes.get(copied);
      kept.writeBytes(copied);
    }

    @Override
    public String toString() {
      return kept.toString(StandardCharsets.UTF_8);
    }
  }

  /**
   * Compared with what an object holds, by length and CRC-32C: 70 GB/s, so no load worth naming.
   */
  final class Compared implements Content {
    private final CRC32C crc = new CRC32C();
    private long length;

    @Override
    public void take(ByteBuffer bytes) {
      length += bytes.remaining();
      crc.update(bytes);
    }

    void require(Body expected, long from, long count) throws IOException {
      if (length != count || crc.getValue() != expected.crc32c(from, count)) {
        throw new IOException("a read gave " + length + " bytes that are not what was written");
      }
    }
  }
}
