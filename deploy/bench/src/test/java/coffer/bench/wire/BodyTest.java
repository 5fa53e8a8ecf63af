package coffer.bench.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class BodyTest {
  private static final int LENGTH = (1 << 20) * 2 + 12345;
  private final Body body = Body.ofLength(LENGTH);

  private byte[] written() throws IOException {
    return sent(new byte[0], 0, LENGTH);
  }

  private byte[] sent(byte[] head, long from, long count) throws IOException {
    var out = new ByteArrayOutputStream();
    for (var slice : body.behind(head, from, count)) {
      var bytes = new byte[slice.remaining()];
      slice.get(bytes);
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void repeatsItsPattern() throws Exception {
    var all = written();
    assertEquals(LENGTH, all.length);
    assertArrayEquals(Arrays.copyOf(all, 999), Arrays.copyOfRange(all, 1 << 20, (1 << 20) + 999));
    var behindHead = sent(new byte[7], 0, LENGTH);
    assertArrayEquals(all, Arrays.copyOfRange(behindHead, 7, behindHead.length));
    var sha256 = MessageDigest.getInstance("SHA-256").digest(all);
    assertEquals(HexFormat.of().formatHex(sha256), body.sha256Hex());
  }

  @Test
  void rangesAreOfTheSameBytes() throws IOException {
    int from = (1 << 20) - 100;
    var range = sent(new byte[0], from, 300);
    assertArrayEquals(Arrays.copyOfRange(written(), from, from + 300), range);
    var read = new Content.Compared();
    read.take(ByteBuffer.wrap(range));
    read.require(body, from, 300);
    assertThrows(IOException.class, () -> read.require(body, from + 1, 300));
  }
}
