package coffer.bench.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** What is done with the content of a response as it comes. */
sealed interface Content {

  void take(byte[] bytes, int offset, int length) throws IOException;

  /** Kept, up to a limit. */
  final class Text implements Content {
    private static final int BYTES_MAX = 8 * 1024 * 1024;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    @Override
    public void take(byte[] bytes, int offset, int length) throws IOException {
      if (kept.size() + length > BYTES_MAX) {
        throw new IOException("a response has more than " + BYTES_MAX + " bytes of text");
      }
      kept.write(bytes, offset, length);
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
    public void take(byte[] bytes, int offset, int count) {
      crc.update(bytes, offset, count);
      length += count;
    }

    void require(Body expected, long from, long count) throws IOException {
      if (length != count || crc.getValue() != expected.crc32c(from, count)) {
        throw new IOException("a read gave " + length + " bytes that are not what was written");
      }
    }
  }
}
