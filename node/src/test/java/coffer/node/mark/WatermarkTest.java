package coffer.node.mark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatermarkTest {
  @TempDir Path folder;

  @Test
  void theHighestMarkIsFoundAgain() throws IOException {
    var file = folder.resolve("watermark");
    try (var mark = Watermark.open(file)) {
      assertEquals(0, mark.sequence());
      mark.advance(7);
      mark.advance(5);
      mark.advance(9);
      assertEquals(9, mark.sequence());
    }
    try (var mark = Watermark.open(file)) {
      assertEquals(9, mark.sequence());
    }
  }

  @Test
  void aTornSlotLeavesTheOther() throws IOException {
    var file = folder.resolve("watermark");
    try (var mark = Watermark.open(file)) {
      mark.advance(7);
      mark.advance(9);
    }
    var bytes = Files.readAllBytes(file);
    bytes[20] ^= 1;
    Files.write(file, bytes);
    try (var mark = Watermark.open(file)) {
      assertEquals(7, mark.sequence());
    }
    bytes[512 + 20] ^= 1;
    Files.write(file, bytes);
    assertThrows(IOException.class, () -> Watermark.open(file).close());
  }
}
