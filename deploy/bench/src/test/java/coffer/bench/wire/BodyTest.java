package coffer.bench.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class BodyTest {
  private static final int LENGTH = (1 << 20) * 2 + 12345;
  private final Body body = Body.ofLength(LENGTH);

  private byte[] written() throws IOException {
    var out = new ByteArrayOutputStream();
    body.writeTo(out);
    return out.toByteArray();
  }

  @Test
  void repeatsItsPattern() throws Exception {
    var all = written();
    assertEquals(LENGTH, all.length);
    assertArrayEquals(Arrays.copyOf(all, 999), Arrays.copyOfRange(all, 1 << 20, (1 << 20) + 999));
    var copied = new byte[LENGTH + 7];
    body.copyTo(copied, 7);
    assertArrayEquals(all, Arrays.copyOfRange(copied, 7, copied.length));
    var sha256 = MessageDigest.getInstance("SHA-256").digest(all);
    assertEquals(HexFormat.of().formatHex(sha256), body.sha256Hex());
  }

  @Test
  void rangesAreOfTheSameBytes() throws IOException {
    int from = (1 << 20) - 100;
    var out = new ByteArrayOutputStream();
    body.writeTo(out, from, 300);
    assertArrayEquals(Arrays.copyOfRange(written(), from, from + 300), out.toByteArray());
    var read = new Content.Compared();
    read.take(out.toByteArray(), 0, 300);
    read.require(body, from, 300);
    assertThrows(IOException.class, () -> read.require(body, from + 1, 300));
  }
}
