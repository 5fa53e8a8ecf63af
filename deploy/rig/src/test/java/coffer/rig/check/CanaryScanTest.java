package coffer.rig.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CanaryScanTest {
  private static final byte[] CANARY = "the canary's song".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  private Finding scan() {
    return CanaryScan.scan(List.of(folder), CANARY);
  }

  private void write(String name, int length, int at) throws IOException {
    var bytes = new byte[length];
    System.arraycopy(CANARY, 0, bytes, at, CANARY.length);
    var file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.write(file, bytes);
  }

  @Test
  void itIsFoundAcrossTheBordersOfReads() throws IOException {
    int border = 1 << 20;
    for (int at = border - CANARY.length - 1; at <= border + 1; at++) {
      write("deep/file", 3 << 20, at);
      var file = folder.resolve("deep/file");
      assertEquals(List.of(file + " at " + at), scan().offences());
    }
    write("deep/file", 3 << 20, (3 << 20) - CANARY.length);
    assertEquals(Finding.Status.VIOLATED, scan().status());
  }

  @Test
  void otherBytesAreNoAlarm() throws IOException {
    Files.write(folder.resolve("other"), new byte[3 << 20]);
    var bytes = CANARY.clone();
    bytes[3]++;
    Files.write(folder.resolve("nearly"), bytes);
    assertEquals(Finding.Status.OK, scan().status());
  }

  @Test
  void noFilesProveNothing() {
    assertEquals(Finding.Status.UNKNOWN, scan().status());
    var none = CanaryScan.scan(List.of(), CANARY);
    assertEquals(Finding.Status.NOT_CHECKED, none.status());
    var missing = CanaryScan.scan(List.of(folder.resolve("missing")), CANARY);
    assertTrue(!missing.passes(), missing::toString);
  }
}
