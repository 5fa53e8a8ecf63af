package coffer.rig.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RepeatedCiphertextTest {
  private static final int SEGMENT = (64 << 10) + 16;

  @TempDir private Path folder;

  private Finding.Status scan(byte[] bytes) throws IOException {
    Files.write(folder.resolve("file"), bytes);
    return RepeatedCiphertext.scan(List.of(folder)).status();
  }

  private static byte[] random() {
    var bytes = new byte[4 * SEGMENT];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  /** What segments under one nonce have in common: the first bytes of each KiB. */
  private static byte[] repeated(int from, int to, int kibibytes) {
    var bytes = random();
    for (int block = 0; block < kibibytes; block++) {
      System.arraycopy(bytes, from + block * 1024, bytes, to + block * 1024, 24);
    }
    return bytes;
  }

  @Test
  void segmentsUnderOneNonceAreFound() throws IOException {
    assertEquals(Finding.Status.VIOLATED, scan(repeated(777, 777 + SEGMENT, 64)));
    assertEquals(Finding.Status.VIOLATED, scan(repeated(777, 777 + SEGMENT + 22, 20)));
  }

  @Test
  void otherBytesAreNoAlarm() throws IOException {
    assertEquals(Finding.Status.OK, scan(random()));
    assertEquals(Finding.Status.OK, scan(new byte[4 * SEGMENT]));
    assertEquals(Finding.Status.OK, scan(repeated(777, 777 + SEGMENT, 1)));
    assertEquals(Finding.Status.OK, scan("a line of text\n".repeat(30_000).getBytes("UTF-8")));
  }

  @Test
  void noFoldersProveNothing() {
    assertEquals(Finding.Status.NOT_CHECKED, RepeatedCiphertext.scan(List.of()).status());
  }
}
